import { portugueseFor } from '../../ai/embedded/gloss/gloss.ts';
import { languageOf } from '../../ai/embedded/language.ts';
import { near } from '../../ai/embedded/near.ts';
import { conceptsOfWord, lexiconStems } from '../../ai/embedded/concepts.ts';
import {
  indexTerms,
  placeOf,
  questionTerms,
  asksOnlyHours,
  asksOnlyPrice,
  type QuestionTerm,
} from '../../ai/embedded/terms.ts';
import { missingFrom, subjectOf } from '../../ai/embedded/subject.ts';
import type { AskedFor } from './evidence.ts';
import type { Candidate, KnowledgeStore } from './store.ts';

/** A question's term with what it is worth: its rarity among the passages times its own weight. */
export type WeighedTerm = { term: QuestionTerm; worth: number };

/** A question as the knowledge understands it. */
export type Asked = AskedFor<WeighedTerm> & {
  /** What it asks for above all stands nowhere in the knowledge, and is no misspelt word: the lexicon knows what it means. */
  absent: boolean;
  /** Tells passages that are about another thing than the one whose price or sale is asked. */
  isOther: (candidate: Pick<Candidate, 'passage' | 'stems' | 'concepts' | 'context'>) => boolean;
};

const quoted = (terms: readonly string[]): string => `(${terms.map((term) => `"${term}"`).join(' OR ')})`;

/** The FTS5 expression that finds any of these terms; terms are letters and digits, so quoting is enough. */
export const matchAny = (terms: readonly QuestionTerm[]): string => {
  const stems = [...new Set(terms.flatMap((term) => term.stems))];
  const concepts = [...new Set(terms.flatMap((term) => term.concepts))];
  return [
    ...(stems.length > 0 ? [`{title text context questions} : ${quoted(stems)}`] : []),
    ...(concepts.length > 0 ? [`concepts : ${quoted(concepts)}`] : []),
  ].join(' OR ');
};

/** Rarity of a term that `matches` of `total` passages have. Smoothed, so that a missing word in a small shop does not outweigh all others. */
export const rarity = (matches: number, total: number): number => Math.log(1 + (total + 1) / (matches + 1));

/** Stems that share letters with a misspelt one and are compared with it letter by letter. */
const LOOKALIKES = 12;
/** Words of one question that may be misspelt; each costs a look-up. */
const MAX_MISSPELT = 4;

const trigrams = (stem: string): string =>
  quoted([...new Set(Array.from({ length: stem.length - 2 }, (_, i) => stem.slice(i, i + 3)))]);

/** A word that neither the knowledge nor the lexicon has, as what it was meant to be: `estacionameto`, `clareamneto`. */
const corrected = (store: KnowledgeStore, term: QuestionTerm): QuestionTerm => {
  const [stem, ...others] = term.stems;
  if (stem === undefined || others.length > 0 || stem.length < 4 || !/^\p{L}+$/u.test(stem)) return term;
  const inKnowledge = store.stemsLike(trigrams(stem), LOOKALIKES).filter((one) => near(stem, one));
  const inLexicon = [...lexiconStems()].filter((one) => near(stem, one));
  return {
    ...term,
    stems: [stem, ...inKnowledge],
    concepts: [...new Set(inLexicon.flatMap((one) => conceptsOfWord(one)))],
  };
};

const isWord = ({ stems }: QuestionTerm): boolean => stems.some((stem) => /\p{L}/u.test(stem));

/** The same term with the Portuguese words for it, asked in another language: `how much is the orchid`. */
const translated = (term: QuestionTerm): QuestionTerm => {
  const more = term.stems.flatMap((stem) => portugueseFor(stem));
  return more.length === 0 ? term : { ...term, stems: [...term.stems, ...more] };
};

/**
 * A place that the knowledge does not name is asked for as any other place is: `mandam para Curitiba` finds `outras cidades`. Any
 * other word that it does not know may be foreign, or misspelt.
 */
const understood = (store: KnowledgeStore, question: string): { term: QuestionTerm; matches: number }[] => {
  const place = placeOf(question);
  let foreign: boolean | null = null;
  const isForeign = (): boolean => (foreign ??= ['en', 'es'].includes(languageOf(question) ?? ''));
  let misspelt = 0;
  return questionTerms(question).map((term) => {
    const matches = store.countMatches(matchAny([term]));
    if (matches > 0 || term.concepts.length > 0) return { term, matches };
    const meant = isWord(term) && isForeign() ? translated(term) : term;
    if (meant !== term) return { term: meant, matches: store.countMatches(matchAny([meant])) };
    const other =
      term.stems.length === 1 && term.stems[0] === place
        ? { ...term, concepts: ['area'] }
        : misspelt++ < MAX_MISSPELT
          ? corrected(store, term)
          : term;
    return { term: other, matches: other === term ? 0 : store.countMatches(matchAny([other])) };
  });
};

/** A question of the price alone means a list of prices, not whatever has one; of the hours alone, those of the house and not of a delivery. */
const otherThing = (question: string): Asked['isOther'] => {
  const subject = subjectOf(question);
  if (asksOnlyPrice(question))
    return ({ passage }) =>
      !indexTerms(passage.title).concepts.includes('price') || subjectOf(passage.title).length > 0;
  if (asksOnlyHours(question)) return ({ passage }) => indexTerms(passage.title).concepts.includes('delivery');
  return (candidate) => missingFrom(subject, candidate).length > 0;
};

/** Reads a question against what the knowledge has words for. */
export const ask = (store: KnowledgeStore, question: string): Asked => {
  const total = store.countPassages();
  const found = understood(store, question);
  const terms = found.map(({ term, matches }) => ({ term, worth: term.weight * rarity(matches, total), matches }));
  const most = terms.toSorted((left, right) => right.worth - left.worth)[0];
  const worth = (of: readonly WeighedTerm[]): number => of.reduce((sum, term) => sum + term.worth, 0);
  const all = worth(terms);
  return {
    terms,
    unknown: terms.filter(({ term, matches }) => matches === 0 && term.weight === 1).length,
    subjects: all === 0 ? 0 : worth(terms.filter(({ term }) => term.concepts.length > 0)) / all,
    absent: most !== undefined && most.matches === 0 && most.term.concepts.length > 0,
    isOther: otherThing(question),
  };
};
