import { expect, test } from 'vitest';
import { splitDocument } from '../../durable/knowledge/passages.ts';
import { turnOf } from '../turn.fixture.ts';
import { analyseBurst } from './analysis/analyse.ts';
import { toBubbles } from './bubbles.ts';
import { conceptsOfShape } from './concepts.ts';
import { findFacts } from './facts/facts.ts';
import { languageOf } from './language.ts';
import { normalise } from './normalize.ts';
import { asksForPerson, saysYes } from './person.ts';
import { plainText, splitSentences } from './sentences.ts';
import { readSocial } from './social.ts';
import { subjectOf } from './subject.ts';
import { placeOf, questionTerms } from './terms.ts';

/** At this size, work that grows with the square of a text would outlast the test by far. */
const SIZE = 60_000;
const long = (unit: string) => unit.repeat(Math.floor(SIZE / unit.length));

const TEXTS: Readonly<Record<string, string>> = {
  heading: `# a${long(' ')}b`,
  closed: `# a${long('# ')}b`,
  bold: `**a${long(' ')}b`,
  question: `P: a${long(' ')}b`,
  letters: `${long('a')}b`,
  pairs: long('aab'),
  dots: `${long('.')}a`,
  quotes: `.${long('"')}a`,
  breaks: `${long('\n')}a`,
  blanks: `a${long(' ')}b`,
  address: `${long('a.')}@`,
  ats: long('a@'),
  domain: `a@${long('a.')}`,
  brackets: long('['),
  link: `[a](${long('a')}`,
  marks: `${long('*_')}1`,
  call: `chama${long(' a')} x`,
  talk: `falar com${long(' o')} x`,
  oi: long('oi '),
  marked: long('a?'),
  cep: `cep${long(' ')}`,
  city: `moro em${long(' ')}\n`,
  price: long('quanto custa '),
  list: long('1. a\n'),
  numbers: long('1.'),
  wish: long('nao quero humano '),
  robot: long(' e ia ou'),
  delivery: `entrega ${long('para o ')}`,
  digits: long('1 2 3 '),
  documents: long('529.982.247-25 '),
  clauses: long('ab, cd, '),
  owner: long('sou dono senha e '),
};

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  splitDocument: (text) => splitDocument({ title: 't', text }),
  splitSentences,
  plainText,
  toBubbles: (text) => toBubbles([text]),
  conceptsOfShape,
  languageOf,
  normalise,
  asksForPerson,
  saysYes,
  readSocial: (text) => readSocial(normalise(text)),
  analyseBurst: (text) => analyseBurst(turnOf([text]), 'pt'),
  findFacts: (text) => findFacts([{ seq: 1, from: 'contact', text, at: 0 }]),
  subjectOf,
  placeOf,
  questionTerms,
};

test.each(Object.keys(READERS).flatMap((reader) => Object.keys(TEXTS).map((text) => [reader, text] as const)))(
  '%s comes to an end on a hostile text: %s',
  (reader, text) => {
    expect(() => READERS[reader]?.(TEXTS[text] ?? '')).not.toThrow();
  },
  10_000,
);
