import { conceptsOfShape, conceptsOfWord, phrasesIn } from './concepts.ts';
import { words } from './normalize.ts';
import { stem } from './stem.ts';
import { SOFT_WORDS, STOP_WORDS } from './stop-words.ts';

/** A text as the index holds it. */
export type IndexedTerms = { stems: string[]; concepts: string[] };

/** The stems and concepts of a piece of knowledge. Question and knowledge meet because both come through here. */
export const indexTerms = (text: string): IndexedTerms => {
  const list = words(text);
  const concepts = new Set([
    ...phrasesIn(list).map(({ concept }) => concept),
    ...list.flatMap(conceptsOfWord),
    ...conceptsOfShape(text),
  ]);
  return { stems: list.map(stem), concepts: [...concepts] };
};

/** A text's stems and concepts, to look things up in. */
export type TermSets = { stems: ReadonlySet<string>; concepts: ReadonlySet<string> };

/** The same stems and concepts, each once. */
export const termSets = (text: string): TermSets => {
  const { stems, concepts } = indexTerms(text);
  return { stems: new Set(stems), concepts: new Set(concepts) };
};

/**
 * One thing a question asks for: found where one of its stems or one of its concepts stands.
 * `weight` is 1, or less for what sharpens a question without deciding it.
 */
export type QuestionTerm = { stems: string[]; concepts: string[]; weight: number };

/** Most terms of a question that are looked at: the first ones, in the order of the question. */
const MAX_TERMS = 24;
const SOFT_WEIGHT = 0.25;

const ofPhrases = (list: readonly string[]): QuestionTerm[] => {
  const bySpan = Map.groupBy(phrasesIn(list), ({ start }) => start);
  return [...bySpan].map(([start, found]) => {
    const span = list.slice(start, start + (found[0]?.length ?? 0));
    const content = span.filter((word) => !STOP_WORDS.has(word) && !SOFT_WORDS.has(word));
    return { stems: content.map(stem), concepts: found.map(({ concept }) => concept), weight: 1 };
  });
};

const ofWords = (list: readonly string[]): QuestionTerm[] =>
  list.map((word) => ({
    stems: [stem(word)],
    concepts: [...conceptsOfWord(word)],
    weight: SOFT_WORDS.has(word) ? SOFT_WEIGHT : 1,
  }));

/** `quanto tempo demora` asks one thing, not two: what stands for the same concepts is one term. */
const mergeEqual = (terms: readonly QuestionTerm[]): QuestionTerm[] => {
  const byKey = new Map<string, QuestionTerm>();
  for (const term of terms) {
    const key = term.concepts.length > 0 ? term.concepts.join(' ') : `|${term.stems.join(' ')}`;
    const known = byKey.get(key);
    const stems = [...new Set([...(known?.stems ?? []), ...term.stems])];
    byKey.set(key, { stems, concepts: term.concepts, weight: Math.max(term.weight, known?.weight ?? 0) });
  }
  return [...byKey.values()];
};

/** What a question asks for. Stop words are left out, unless it has nothing else. */
export const questionTerms = (question: string): QuestionTerm[] => {
  const list = words(question);
  const inPhrase = new Set(phrasesIn(list).flatMap(({ start, length }) => Array.from({ length }, (_, i) => start + i)));
  const free = list.filter((_, i) => !inPhrase.has(i));
  const content = free.filter((word) => !STOP_WORDS.has(word));
  const terms = [...ofPhrases(list), ...ofWords(content)];
  return mergeEqual(terms.length > 0 ? terms : ofWords(free)).slice(0, MAX_TERMS);
};

const BEFORE_PLACE = new Set(['para', 'em', 'no', 'na', 'to']);
const SENDS = new Set(['mandam', 'manda', 'mandar', 'chega', 'chegam', 'levam', 'leva']);

/** The stem of the place that a question about delivery names, or null: `mandam para Curitiba`, `entregam no Rio`. */
export const placeOf = (question: string): string | null => {
  const list = words(question);
  if (!list.some((word) => SENDS.has(word) || conceptsOfWord(word).includes('delivery'))) return null;
  const tells = (word: string) => !STOP_WORDS.has(word) && !SOFT_WORDS.has(word) && conceptsOfWord(word).length === 0;
  const place = list.find((word, i) => {
    const before = list[i - 1] ?? '';
    return tells(word) && BEFORE_PLACE.has(before === 'o' || before === 'a' ? (list[i - 2] ?? '') : before);
  });
  return place === undefined ? null : stem(place);
};

const asksOnly = (question: string, concept: string): boolean => {
  const terms = questionTerms(question).filter(({ weight }) => weight === 1);
  return terms.length > 0 && terms.every(({ concepts }) => concepts.length === 1 && concepts[0] === concept);
};

/** Whether a question names nothing but the price: `quanto custa?`. */
export const asksOnlyPrice = (question: string): boolean => asksOnly(question, 'price');

/** Whether a question names nothing but the hours: `qual o horário de vocês?`. */
export const asksOnlyHours = (question: string): boolean => asksOnly(question, 'hours');

/** Whether a text that was indexed as `terms` has what the question asks for: by its own word, by concept, or not. */
export const foundIn = (term: QuestionTerm, terms: TermSets): 'word' | 'concept' | null => {
  if (term.stems.some((one) => terms.stems.has(one))) return 'word';
  return term.concepts.some((one) => terms.concepts.has(one)) ? 'concept' : null;
};
