import type { Language } from '@oconnector/protocol/model/analysis.ts';
import { languageOf } from '../embedded/language.ts';
import { foundIn, questionTerms, termSets, type QuestionTerm } from '../embedded/terms.ts';
import { addressesIn, mayLink } from './links.ts';
import { confirmsUnborne } from './confirms.ts';
import { inventsDay } from './days.ts';
import { saysDenied } from './denied.ts';
import { bears, hasStrangeNumeral, quantitiesIn, type Quantity } from './quantities.ts';
import { isSupported, sentencesOf, sourcesOf } from './support.ts';
import { claimsHuman, flat, inventsFavour, promises } from './words.ts';

/** What an answer may rest on, and what it must never say. */
export type Ground = {
  /** The passages that the answer cites; nothing else of the knowledge counts. */
  cited: readonly { title: string; text: string }[];
  /** Values and quotes of facts, and what the contact wrote. They bear what is said *of the contact*, never an offer. */
  contact: readonly string[];
  /** The burst itself, in one text. */
  question: string;
  /** What the customer is addressed in. */
  language: Language;
  /** Hosts that the business allows. */
  links: readonly string[];
  /** Of the business, the contact, the persona. */
  names: readonly (string | null)[];
  /** Never said: the canary of this prompt, and the instructions, of which no run of words may be repeated. */
  hidden: { canary: string; instructions: string };
};

/** Why an answer is not said. Small and fixed: it stands in the trace. */
export type Violation =
  | 'number'
  | 'price'
  | 'link'
  | 'promise'
  | 'human'
  | 'favour'
  | 'language'
  | 'leak'
  | 'length'
  | 'unsupported';

/** Characters of an answer beyond which nobody reads it on a phone. */
export const MAX_ANSWER = 900;
/** A run of this many words of the instructions is a leak and no coincidence. */
const LEAK_WORDS = 7;

/** `você disse que tem R$ 500`, `seu orçamento`: says of the contact, not of the business. */
const OF_CONTACT =
  /\b(?:voce (?:disse|falou|mencionou|comentou|informou|contou|escreveu|pediu)|seu (?:orcamento|pedido|prazo|email|e-mail|cep|telefone|nome|aniversario)|sua (?:mensagem|festa|data|cidade)|you (?:said|told|mentioned|wrote|asked)|your (?:budget|message|deadline|e-?mail|name)|(?:me )?dijiste|mencionaste|usted (?:dijo|menciono)|tu (?:presupuesto|correo|mensaje|plazo))\b/u;
const OF_PRICE =
  /\b(?:preco|precos|custa|custam|custo|valor|sai por|fica por|ficam por|cobramos|taxa|frete|parcela|desconto|price|prices|cost|costs|fee|charge|precio|precios|cuesta|cuestan|vale)\b/u;

/** A report of what the contact said that agrees to it is an offer: `você pediu R$ 20, combinado`. */
const AGREES =
  /\b(?:combinad[oa]|fechad[oa]|fecho|fechamos|fica|ficam|ficou|sai|aceit[oa]|aceitamos|topo|topamos|ok|pode ser|feito|entao (?:e|esta|fechamos)|deal|agreed|accept|accepted|trato hecho|de acuerdo|acept[oa]|aceptamos|queda en)\b|\bseu pedido\b/u;

const passagesText = ({ cited }: Pick<Ground, 'cited'>): string =>
  cited.map(({ title, text }) => `${title}\n${text}`).join('\n');

/** A ground with what is looked into for every sentence: the cited passages as one text, and the quantities in it. */
type Basis = Ground & { sources: string; known: readonly Quantity[] };

const basisOf = (ground: Ground): Basis => {
  const sources = passagesText(ground);
  return { ...ground, sources, known: quantitiesIn(sources) };
};

const segments = (text: string): string[] =>
  text.split(/\n|;|(?<!\d)\.|\.(?!\d)/u).filter((part) => part.trim() !== '');

const pricesIn = (text: string): Set<string> =>
  new Set(quantitiesIn(text).flatMap(({ kind, value }) => (kind === 'money' ? [value] : [])));

/** What of a passage goes with a price that it says: all of it where it has but one, else the line that the price stands in. */
const partsPriced = (passage: { title: string; text: string }, said: Quantity): string[] =>
  (pricesIn(passage.text).size < 2 ? [`${passage.title}\n${passage.text}`] : segments(passage.text)).filter((part) =>
    quantitiesIn(part).some((q) => bears(q, said)),
  );

/** The words that say what a price is of. The number itself, found in both, would say nothing. */
const subjectIn = (text: string): QuestionTerm[] =>
  questionTerms(text.replaceAll(/r\$|[^\p{L}\s]/giu, ' ')).filter(
    ({ concepts, weight }) => weight === 1 && !concepts.includes('price'),
  );

/**
 * Whether the price stands where the cited passages speak of what the sentence speaks of: one thing's price is not another's. By the words
 * themselves: a cut and a blow-dry are one concept. Another language shares none with its source, so there a concept must do.
 */
const pricedThere = (said: Quantity, sentence: string, { cited, sources, question, language }: Basis): boolean => {
  const own = subjectIn(sentence);
  const subject = own.length > 0 ? own : subjectIn(question);
  if (subject.length === 0) return true;
  const isForeign = (languageOf(sources) ?? language) !== language;
  const terms = termSets(sources);
  const named = isForeign ? [] : subject.filter((term) => foundIn(term, terms) === 'word');
  const priced = cited.flatMap((passage) => partsPriced(passage, said)).map(termSets);
  if (named.length > 0) return priced.some((part) => named.some((term) => foundIn(term, part) === 'word'));
  if (isForeign && pricesIn(sources).size < 2) return true;
  return isForeign && priced.some((part) => subject.some((term) => foundIn(term, part) !== null));
};

/** Whether the cited passages have a number at all. */
const stands = (said: Quantity, { known }: Basis): boolean => known.some((q) => bears(q, said));

/** Whether a number that stands in the cited passages stands there for what the sentence says it of. */
const standsThere = (said: Quantity, sentence: string, basis: Basis): boolean =>
  said.kind !== 'money' || pricedThere(said, sentence, basis);

/** Whether the cited passages bear a number of a sentence. */
const isCited = (said: Quantity, sentence: string, basis: Basis): boolean =>
  stands(said, basis) && standsThere(said, sentence, basis);

/** A number in a sentence, against what bears it. */
const numberHolds = (said: Quantity, sentence: string, basis: Basis): boolean => {
  if (stands(said, basis)) return standsThere(said, sentence, basis);
  const told = basis.contact.some((text) => quantitiesIn(text).some((q) => bears(q, said)));
  if (!told) return false;
  if (said.kind === 'plain' && said.unit === null) return true;
  // What the contact wrote bears a word about the contact; it cannot become an offer of the business.
  const line = flat(sentence);
  if (said.kind === 'money' || said.kind === 'percent' || said.kind === 'digits' || said.unit === 'times')
    return OF_CONTACT.test(line) && !OF_PRICE.test(line) && !AGREES.test(line);
  return OF_CONTACT.test(line) || sentence.includes('?');
};

const violationBy = ({ kind, unit }: Quantity): Violation =>
  kind === 'money' || kind === 'percent' || unit === 'times' ? 'price' : 'number';

const numbers = (text: string, basis: Basis): Violation[] => {
  const said = sentencesOf(text).flatMap((sentence) =>
    quantitiesIn(sentence).filter((one) => !numberHolds(one, sentence, basis)),
  );
  const confirmed = confirmsUnborne(text, basis.question, (one, sentence) => isCited(one, sentence, basis));
  return [...said, ...confirmed].map(violationBy);
};

const linksHold = (text: string, { cited, contact, links }: Ground): boolean => {
  const known = addressesIn(cited.map((passage) => passage.text).join('\n'));
  const own = addressesIn(contact.join('\n')).filter(({ kind }) => kind === 'email');
  return addressesIn(text).every(
    (address) =>
      mayLink(address, known, links) ||
      (own.some(({ raw }) => raw === address.raw) &&
        sentencesOf(text).every((s) => !s.includes(address.raw) || OF_CONTACT.test(flat(s)))),
  );
};

const SECRET = /\b(?:sk-[\w-]{12,}|bearer [\w.-]{12,}|api[_ -]?key\s*[:=]\s*\S+|eyJ[\w-]{16,})/iu;

/** Whether a text repeats what only the model was told. */
const leaks = (text: string, { hidden }: Ground): boolean => {
  const squeezed = flat(text).replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (hidden.canary !== '' && squeezed.includes(flat(hidden.canary))) return true;
  if (SECRET.test(text)) return true;
  const said = flat(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const told = ` ${(flat(hidden.instructions).match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
  return said.some((_, i) => {
    const run = said.slice(i, i + LEAK_WORDS);
    return run.length === LEAK_WORDS && told.includes(` ${run.join(' ')} `);
  });
};

/** Letters of none of the three languages. */
const FOREIGN = /(?!\p{Script=Latin}|\p{Script=Common})\p{L}/gu;

const speaks = (text: string, { language, sources }: Basis): boolean => {
  const spoken = languageOf(text);
  return (
    (spoken === null || spoken === language) && (text.match(FOREIGN) ?? []).every((letter) => sources.includes(letter))
  );
};

/** Days of the week, as numbers are held: what the contact said of them may be said back. */
const daysHold = (text: string, { sources }: Basis): boolean =>
  !inventsDay(
    sentencesOf(text).filter((sentence) => !OF_CONTACT.test(flat(sentence))),
    sources,
  );

/** What is wrong with an answer, whoever wrote it; [] when it may be said. No setting of a cliente is looked at but its links. Pure. */
export const violationsOf = (text: string, ground: Ground): Violation[] => {
  if (text.length > MAX_ANSWER) return ['length'];
  const basis = basisOf(ground);
  const wrong = new Set<Violation>(numbers(text, basis));
  if (hasStrangeNumeral(text) || !daysHold(text, basis)) wrong.add('number');
  if (!linksHold(text, ground)) wrong.add('link');
  if (saysDenied(text, ground.question, basis.sources)) wrong.add('unsupported');
  if (promises(text)) wrong.add('promise');
  if (claimsHuman(text)) wrong.add('human');
  if (inventsFavour(text, basis.sources)) wrong.add('favour');
  if (!speaks(text, basis)) wrong.add('language');
  if (leaks(text, ground)) wrong.add('leak');
  return [...wrong];
};

/**
 * The sentences of an answer that its sources bear; the others are left out. `told`: sources beside the passages, such as what
 * the contact said before, where that was asked for. Pure.
 */
export const borneSentences = (text: string, ground: Ground, told: readonly string[]): string[] => {
  const texts = [passagesText(ground), ...told];
  const sources = sourcesOf(texts, ground.names);
  const spoken = languageOf(texts.join('\n'));
  const anchored = spoken !== null && spoken !== ground.language;
  return sentencesOf(text).filter((sentence) => isSupported(sentence, sources, anchored));
};
