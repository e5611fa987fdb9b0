import type { Passage, ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { splitSentences } from '../../ai/embedded/sentences.ts';
import { foundIn, termSets, type QuestionTerm } from '../../ai/embedded/terms.ts';
import { keepAtMost } from '../../lib/keep-at-most.ts';
import { ask, matchAny, type Asked, type WeighedTerm } from './asked.ts';
import type { Evidence } from './evidence.ts';
import { byScore, fuse } from './fusion.ts';
import type { Nearness } from './nearness.ts';
import type { Candidate, KnowledgeStore } from './store.ts';

/** Candidates of the full-text query that are ranked by coverage too. */
const CANDIDATES = 50;
/** A term found only by its concept counts a little less than the customer's own word. */
const BY_CONCEPT = 0.85;
/** A term that only the document's title has: the passage may be about something else of it. */
const BY_CONTEXT = 0.5;
/** The best passages so far, whose sentences are looked at one by one. */
const READ_CLOSELY = 12;
/** Share of the question below which a passage that lacks what is asked for is about another thing: of `tosa de cachorro` a shop of plants has the dog. */
const LITTLE = 0.4;
/** Most coverage of a passage about another thing than the one whose price is asked. */
const OTHER_THING = 0.4;

type Terms = Pick<Candidate, 'stems' | 'concepts' | 'context'>;

const shareOf = (term: QuestionTerm, candidate: Terms): number => {
  const how = foundIn(term, candidate);
  if (how !== null) return how === 'word' ? 1 : BY_CONCEPT;
  return term.stems.some((stem) => candidate.context.has(stem)) ? BY_CONTEXT : 0;
};

const sharesOf = (terms: readonly WeighedTerm[], candidate: Terms, share = shareOf): number[] =>
  terms.map(({ term }) => share(term, candidate));

/** Share of the question's worth that is found, by the shares of its terms in their order. */
const coverageBy = (terms: readonly WeighedTerm[], shares: readonly number[]): number => {
  const all = terms.reduce((sum, { worth }) => sum + worth, 0);
  const found = terms.reduce((sum, { worth }, i) => sum + worth * (shares[i] ?? 0), 0);
  return all === 0 ? 0 : Math.min(1, found / all);
};

/** Share of the question's worth that a passage contains, 0 to 1. Pure. */
export const coverageOf = (terms: readonly WeighedTerm[], candidate: Terms, share = shareOf): number =>
  coverageBy(terms, sharesOf(terms, candidate, share));

const byWord = (term: QuestionTerm, candidate: Terms): number =>
  term.stems.some((stem) => candidate.stems.has(stem)) ? 1 : 0;
const byMeaning = (term: QuestionTerm, candidate: Terms): number =>
  term.concepts.some((concept) => candidate.concepts.has(concept)) ? 1 : 0;

/** Titles and sentences whose terms are remembered: some hundred pages. */
const MAX_REMEMBERED = 5_000;
/** By the text, so nothing in it is ever out of date. The same few passages are read closely for most questions. */
const remembered = new WeakMap<KnowledgeStore, Map<string, Terms>>();

const termsIn = (store: KnowledgeStore, text: string): Terms => {
  let known = remembered.get(store);
  if (known === undefined) remembered.set(store, (known = new Map()));
  let terms = known.get(text);
  if (terms === undefined) {
    terms = { ...termSets(text), context: new Set() };
    keepAtMost(MAX_REMEMBERED, known, text, terms);
  }
  return terms;
};

/** The best one's share of what is asked. */
const bestOf = (store: KnowledgeStore, asked: Asked, texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => coverageOf(asked.terms, termsIn(store, text))));

/** Share of what a title names that the question names too. */
const namedOf = (asked: Asked, title: Terms): number => {
  const names = [...title.concepts, ...title.stems];
  const terms = asked.terms.map(({ term }) => term);
  const stems = new Set(terms.flatMap((term) => term.stems));
  const concepts = new Set(terms.flatMap((term) => term.concepts));
  const hits = names.filter((name) => stems.has(name) || concepts.has(name)).length;
  return names.length === 0 ? 0 : hits / names.length;
};

export type Found = { passage: Passage; evidence: Evidence };

const evidenceOf = (store: KnowledgeStore, asked: Asked, candidate: Candidate, cosine: number | null): Evidence => {
  const shares = sharesOf(asked.terms, candidate);
  const covered = coverageBy(asked.terms, shares);
  const other = asked.isOther(candidate) || (asked.absent && covered < LITTLE);
  const missing = asked.terms.filter((_, i) => shares[i] === 0);
  return {
    bm25: candidate.bm25,
    coverage: other ? Math.min(covered, OTHER_THING) : covered,
    words: coverageOf(asked.terms, candidate, byWord),
    meant: coverageOf(asked.terms, candidate, byMeaning),
    title: bestOf(store, asked, [candidate.passage.title, ...candidate.questions]),
    sentence: 0,
    named: namedOf(asked, termsIn(store, candidate.passage.title)),
    hits: asked.terms.length - missing.length,
    missed: Math.max(0, ...missing.map(({ worth }) => worth)),
    other,
    cosine,
  };
};

const matched = (store: KnowledgeStore, asked: Asked): Candidate[] =>
  store.match(matchAny(asked.terms.map(({ term }) => term)), CANDIDATES);

/** Looks up what a search will read, so that the search itself finds it remembered: for the time in which the embedder works. */
export const lookAhead = (store: KnowledgeStore, question: string): void => {
  const asked = ask(store, question);
  if (asked.terms.length > 0) matched(store, asked);
};

/** What the knowledge has for a question, before it is ranked: the sentences of the best are read, the rest is left out. */
export const gather = (store: KnowledgeStore, asked: Asked, limit: number, cosines: Nearness | null): Found[] => {
  const worded = matched(store, asked);
  const nearby = cosines === null ? [] : store.passages([...cosines.keys()], worded);
  const found = [...worded, ...nearby]
    .map((candidate): Found => {
      const cosine = cosines?.get(candidate.passage.passageId) ?? null;
      return { passage: candidate.passage, evidence: evidenceOf(store, asked, candidate, cosine) };
    })
    .filter(({ evidence }) => evidence.coverage > 0 || evidence.cosine !== null);
  return byScore(found, cosines)
    .slice(0, Math.max(limit, READ_CLOSELY))
    .map(({ passage, evidence }, i) => {
      if (i >= READ_CLOSELY) return { passage, evidence };
      const sentences = splitSentences(passage.text).map(({ text }) => text);
      return { passage, evidence: { ...evidence, sentence: bestOf(store, asked, sentences) } };
    });
};

/**
 * Best passages for a question, best first; at most `limit`. `cosines`: of the question and the passages that are near it, by
 * passage id, when there are vectors; a passage that shares no word with the question is found by them too.
 */
export const search = (
  store: KnowledgeStore,
  question: string,
  limit: number,
  cosines: Nearness | null = null,
): ScoredPassage[] => {
  const asked = ask(store, question);
  if (asked.terms.length === 0) return [];
  return fuse(gather(store, asked, limit, cosines), asked, cosines)
    .map(({ passage, evidence, score, confidence }) => ({ ...passage, coverage: evidence.coverage, score, confidence }))
    .slice(0, limit);
};
