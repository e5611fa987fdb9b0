import { confidencesOf, type Spread } from './confidence.ts';
import type { AskedFor, Evidence } from './evidence.ts';

/** What a passage is ranked by, and how sure it is that it answers. */
export type Ranked = { score: number; confidence: number };

/** In bm25 units: what full marks of each share are worth. They decide between passages whose bm25 is close. */
const BOOST = { coverage: 6, title: 3, sentence: 2, cosine: 8 };

/** Higher is better; comparable within one question. Pure. */
export const scoreOf = ({ bm25, coverage, title, sentence, cosine }: Evidence): number =>
  bm25 +
  BOOST.coverage * coverage +
  BOOST.title * title +
  BOOST.sentence * sentence +
  BOOST.cosine * Math.max(0, cosine ?? 0);

/** Passages with their scores, best first; those of equal score in the order given. Pure. */
export const byScore = <Found extends { evidence: Evidence }>(found: readonly Found[]): (Found & { score: number })[] =>
  found.map((one) => ({ ...one, score: scoreOf(one.evidence) })).sort((left, right) => right.score - left.score);

/**
 * Lexical and dense evidence of the passages that one question found → a score and a confidence for each, best first. Pure: vectors
 * come as cosines, or not at all. `spread`: null where the confidence is by words alone.
 */
export const fuse = <Found extends { evidence: Evidence }>(
  found: readonly Found[],
  asked: AskedFor,
  spread: Spread | null,
): (Found & Ranked)[] => {
  const ranked = byScore(found);
  const confidences = confidencesOf(ranked, asked, spread);
  return ranked.map((one, i) => ({ ...one, confidence: confidences[i] ?? 0 }));
};
