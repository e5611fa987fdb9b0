import type { Passage, ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { COVERAGE_FLOOR } from '../../ai/embedded/relevance.ts';
import { splitSentences } from '../../ai/embedded/sentences.ts';
import { missingFrom, subjectOf } from '../../ai/embedded/subject.ts';
import {
  asksOnlyPrice,
  foundIn,
  indexTerms,
  placeOf,
  questionTerms,
  type QuestionTerm,
} from '../../ai/embedded/terms.ts';
import { fuse, scoreOf, type Evidence } from './fusion.ts';
import type { Candidate, KnowledgeStore } from './store.ts';

/** Candidates of the full-text query that are ranked by coverage too. */
const CANDIDATES = 50;
/** A term found only by its concept counts a little less than the customer's own word. */
const BY_CONCEPT = 0.85;
/** A term that only the document's title has: the passage may be about something else of it. */
const BY_CONTEXT = 0.5;
/** The best passages so far, whose sentences are looked at one by one. */
const READ_CLOSELY = 12;

/** Coverage of a passage about another thing than the one whose price is asked: below what counts as an answer. */
const OTHER_THING = COVERAGE_FLOOR * 0.9;

const quoted = (terms: readonly string[]): string => `(${terms.map((term) => `"${term}"`).join(' OR ')})`;

/** The FTS5 expression that finds any of these terms; terms are letters and digits, so quoting is enough. */
const matchAny = (terms: readonly QuestionTerm[]): string => {
  const stems = [...new Set(terms.flatMap((term) => term.stems))];
  const concepts = [...new Set(terms.flatMap((term) => term.concepts))];
  return [
    ...(stems.length > 0 ? [`{title text context} : ${quoted(stems)}`] : []),
    ...(concepts.length > 0 ? [`concepts : ${quoted(concepts)}`] : []),
  ].join(' OR ');
};

/** A question's term with what it is worth: its rarity among the passages times its own weight. */
export type WeighedTerm = { term: QuestionTerm; worth: number };

/** Rarity of a term that `matches` of `total` passages have. Smoothed, so that a missing word in a small shop does not outweigh all others. */
export const rarity = (matches: number, total: number): number => Math.log(1 + (total + 1) / (matches + 1));

type Terms = Pick<Candidate, 'stems' | 'concepts' | 'context'>;

const shareOf = (term: QuestionTerm, candidate: Terms): number => {
  const how = foundIn(term, candidate);
  if (how !== null) return how === 'word' ? 1 : BY_CONCEPT;
  return term.stems.some((stem) => candidate.context.has(stem)) ? BY_CONTEXT : 0;
};

/** Share of the question's worth that a passage contains, 0 to 1. Pure. */
export const coverageOf = (terms: readonly WeighedTerm[], candidate: Terms): number => {
  let found = 0;
  let all = 0;
  for (const { term, worth } of terms) {
    all += worth;
    found += worth * shareOf(term, candidate);
  }
  return all === 0 ? 0 : Math.min(1, found / all);
};

/** Titles and sentences whose terms are remembered: some hundred pages. */
const MAX_REMEMBERED = 5_000;
/** By the text, so nothing in it is ever out of date. The same few passages are read closely for most questions. */
const remembered = new WeakMap<KnowledgeStore, Map<string, Terms>>();

const termsIn = (store: KnowledgeStore, text: string): Terms => {
  let known = remembered.get(store);
  if (known === undefined) remembered.set(store, (known = new Map()));
  let terms = known.get(text);
  if (terms === undefined) {
    const { stems, concepts } = indexTerms(text);
    terms = { stems: new Set(stems), concepts: new Set(concepts), context: new Set() };
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(text, terms);
  }
  return terms;
};

/**
 * What a question asks for. A place that the knowledge does not name is asked for as any other place is: `mandam para
 * Curitiba` finds `outras cidades`.
 */
const termsOf = (store: KnowledgeStore, question: string): QuestionTerm[] => {
  const terms = questionTerms(question);
  const place = placeOf(question);
  const named = terms.find(({ stems }) => stems.length === 1 && stems[0] === place);
  if (named === undefined || store.countMatches(matchAny([named])) > 0) return terms;
  return terms.map((term) => (term === named ? { ...term, concepts: [...term.concepts, 'area'] } : term));
};

/**
 * Tells passages that are about another thing than the one whose price or sale is asked. A question of the price alone
 * means a list of prices, not whatever has one.
 */
const otherThing = (question: string): ((candidate: Candidate) => boolean) => {
  const subject = subjectOf(question);
  if (asksOnlyPrice(question))
    return ({ passage }) =>
      !indexTerms(passage.title).concepts.includes('price') || subjectOf(passage.title).length > 0;
  return (candidate) => missingFrom(subject, candidate).length > 0;
};

/** The best sentence's share of what is asked. */
const sentenceOf = (store: KnowledgeStore, text: string, weighed: readonly WeighedTerm[]): number =>
  Math.max(0, ...splitSentences(text).map((sentence) => coverageOf(weighed, termsIn(store, sentence.text))));

type Found = { passage: Passage; evidence: Evidence };

const roughly = (found: readonly Found[]): Found[] =>
  found.toSorted((left, right) => scoreOf(right.evidence) - scoreOf(left.evidence));

/**
 * Best passages for a question, best first; at most `limit`. `cosines`: of the question and the passages that are near it, by
 * passage id, when there are vectors; a passage that shares no word with the question is found by them too.
 */
export const search = (
  store: KnowledgeStore,
  question: string,
  limit: number,
  cosines: ReadonlyMap<string, number> | null = null,
): ScoredPassage[] => {
  const terms = termsOf(store, question);
  if (terms.length === 0) return [];
  const isOther = otherThing(question);
  const total = store.countPassages();
  const weighed = terms.map((term) => ({
    term,
    worth: term.weight * rarity(store.countMatches(matchAny([term])), total),
  }));
  const matched = store.match(matchAny(terms), CANDIDATES);
  const near = cosines === null ? [] : store.passages([...cosines.keys()], matched);
  const found = [...matched, ...near].map((candidate): Found => {
    const { passage, bm25 } = candidate;
    const covered = coverageOf(weighed, candidate);
    const coverage = isOther(candidate) ? Math.min(covered, OTHER_THING) : covered;
    const titles = [passage.title, ...candidate.questions];
    const title = Math.max(...titles.map((one) => coverageOf(weighed, termsIn(store, one))));
    return {
      passage,
      evidence: { bm25, coverage, title, sentence: 0, cosine: cosines?.get(passage.passageId) ?? null },
    };
  });
  const read = roughly(found.filter(({ evidence }) => evidence.coverage > 0 || evidence.cosine !== null))
    .slice(0, Math.max(limit, READ_CLOSELY))
    .map(({ passage, evidence }) => ({
      passage,
      evidence: { ...evidence, sentence: sentenceOf(store, passage.text, weighed) },
    }));
  const ranked = fuse(read.map(({ evidence }) => evidence));
  return read
    .map(({ passage, evidence }, i) => ({
      ...passage,
      coverage: evidence.coverage,
      ...(ranked[i] ?? { score: 0, confidence: 0 }),
    }))
    .sort((left, right) => right.score - left.score)
    .slice(0, limit);
};
