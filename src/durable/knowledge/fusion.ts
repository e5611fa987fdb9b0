import { confidencesOf, measuredSpread, type Meant } from './confidence.ts';
import type { AskedFor, Evidence } from './evidence.ts';

/** What a passage is ranked by, and how sure it is that it answers. */
export type Ranked = { score: number; confidence: number };

/** In bm25 units: what full marks of each share are worth. They decide between passages whose bm25 is close. */
const BOOST = { coverage: 6, title: 3, sentence: 2, cosine: 8 };

/**
 * Higher is better; comparable within one question. `usual`: cosine of the average passage, which one counts for whose own vector
 * is not made yet; 0 where meaning takes no part. Pure.
 */
const scoreOf = ({ bm25, coverage, title, sentence, cosine }: Evidence, usual: number): number =>
  bm25 +
  BOOST.coverage * coverage +
  BOOST.title * title +
  BOOST.sentence * sentence +
  BOOST.cosine * Math.max(0, cosine ?? usual);

/** Passages with their scores, best first; those of equal score in the order given. Pure. */
export const byScore = <Found extends { evidence: Evidence }>(
  found: readonly Found[],
  meant: Meant | null,
): (Found & { score: number })[] =>
  found
    .map((one) => ({ ...one, score: scoreOf(one.evidence, meant?.spread.usual ?? 0) }))
    .sort((left, right) => right.score - left.score);

/**
 * Lexical and dense evidence of the passages that one question found → a score and a confidence for each, best first: by score, and
 * where the confidence knows the cosines by confidence, which then tells the right passage better (docs/EVAL.md). Pure: vectors come
 * as cosines, or not at all.
 */
export const fuse = <Found extends { evidence: Evidence }>(
  found: readonly Found[],
  asked: AskedFor,
  meant: Meant | null,
): (Found & Ranked)[] => {
  const spread = measuredSpread(meant);
  const scored = byScore(found, meant);
  const confidences = confidencesOf(scored, asked, spread);
  const ranked = scored.map((one, i) => ({ ...one, confidence: confidences[i] ?? 0 }));
  return spread === null ? ranked : ranked.sort((left, right) => right.confidence - left.confidence);
};
