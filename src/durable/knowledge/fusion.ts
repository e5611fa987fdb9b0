/** What the search knows of one passage for one question. Shares are of the question's worth, by rarity of its words, 0 to 1. */
export type Evidence = {
  /** FTS5's bm25, turned so that higher is better; 0 for a passage that only its vector found. */
  bm25: number;
  /** Of the whole passage, by the customer's word or by another for the same thing. */
  coverage: number;
  /** Of the passage's title and the questions that its owner wrote for it. */
  title: number;
  /** Of its best sentence: apart, the words may be about two things. */
  sentence: number;
  /** Cosine of question and passage, -1 to 1; null when nobody embedded them. */
  cosine: number | null;
};

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

/** How sure it is that the passage of `evidence` answers. */
const confidenceOf = ({ coverage, cosine }: Evidence): number => Math.min(1, Math.max(0, coverage, cosine ?? 0));

/**
 * Lexical and dense evidence of the passages that one question found → a score and a confidence for each, in the order given.
 * Pure: vectors come as cosines, or not at all.
 */
export const fuse = (found: readonly Evidence[]): Ranked[] =>
  found.map((evidence) => ({ score: scoreOf(evidence), confidence: confidenceOf(evidence) }));
