import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { foundIn, questionTerms, type QuestionTerm } from '../../ai/embedded/terms.ts';
import type { Candidate, KnowledgeStore } from './store.ts';

/** Candidates of the full-text query that are ranked by coverage too. */
const CANDIDATES = 50;
/** A term found only by its concept counts a little less than the customer's own word. */
const BY_CONCEPT = 0.85;
/** Full marks of coverage, in bm25 units: decides between passages whose bm25 is close. */
const COVERAGE_BOOST = 4;

const quoted = (terms: readonly string[]): string => `(${terms.map((term) => `"${term}"`).join(' OR ')})`;

/** The FTS5 expression that finds any of these terms; terms are letters and digits, so quoting is enough. */
const matchAny = (terms: readonly QuestionTerm[]): string => {
  const stems = [...new Set(terms.flatMap((term) => term.stems))];
  const concepts = [...new Set(terms.flatMap((term) => term.concepts))];
  return [
    ...(stems.length > 0 ? [`{title text} : ${quoted(stems)}`] : []),
    ...(concepts.length > 0 ? [`concepts : ${quoted(concepts)}`] : []),
  ].join(' OR ');
};

/** A question's term with what it is worth: its rarity among the passages times its own weight. */
export type WeighedTerm = { term: QuestionTerm; worth: number };

/** Rarity of a term that `matches` of `total` passages have. Smoothed, so that a missing word in a small shop does not outweigh all others. */
export const rarity = (matches: number, total: number): number => Math.log(1 + (total + 1) / (matches + 1));

/** Share of the question's worth that a passage contains, 0 to 1. Pure. */
export const coverageOf = (terms: readonly WeighedTerm[], candidate: Pick<Candidate, 'stems' | 'concepts'>): number => {
  let found = 0;
  let all = 0;
  for (const { term, worth } of terms) {
    all += worth;
    const how = foundIn(term, candidate);
    if (how !== null) found += how === 'word' ? worth : worth * BY_CONCEPT;
  }
  return all === 0 ? 0 : Math.min(1, found / all);
};

/** Best passages for a question, best first; at most `limit`. */
export const search = (store: KnowledgeStore, question: string, limit: number): ScoredPassage[] => {
  const terms = questionTerms(question);
  if (terms.length === 0) return [];
  const total = store.countPassages();
  const weighed = terms.map((term) => ({ term, worth: term.weight * rarity(store.countMatches(matchAny([term])), total) }));
  return store
    .match(matchAny(terms), CANDIDATES)
    .map((candidate) => ({ candidate, coverage: coverageOf(weighed, candidate) }))
    .filter(({ coverage }) => coverage > 0)
    .map(({ candidate, coverage }) => ({ ...candidate.passage, coverage, score: candidate.bm25 + COVERAGE_BOOST * coverage }))
    .sort((left, right) => right.score - left.score)
    .slice(0, limit);
};
