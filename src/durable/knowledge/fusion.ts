/** What the search knows of one passage for one question. Shares are of the question's worth, by rarity of its words, 0 to 1. */
export type Evidence = {
  /** FTS5's bm25, turned so that higher is better; 0 for a passage that only its vector found. */
  bm25: number;
  /** Of the whole passage, by the customer's word or by another for the same thing. */
  coverage: number;
  /** Of the whole passage, by the customer's own words alone. */
  words: number;
  /** Of the whole passage, by what the words stand for alone: the subjects of a business, not chance words. */
  meant: number;
  /** Of the passage's title and the questions that its owner wrote for it. */
  title: number;
  /** Of its best sentence: apart, the words may be about two things. */
  sentence: number;
  /** Share of what the passage's title names that the question names too. */
  named: number;
  /** It is about another thing than the one whose price or sale is asked. */
  other: boolean;
  /** Cosine of question and passage, -1 to 1; null when nobody embedded them. */
  cosine: number | null;
};

/** What is known of the question itself: the share of it that stands anywhere in the knowledge, and its terms. */
export type AskedFor = { known: number; terms: readonly { worth: number }[] };

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

/** What confidence rests on, each about 0 to 1. The names are those of WEIGHTS. */
export const featuresOf = (evidence: Evidence, asked: AskedFor, lead: number): Record<string, number> => {
  const { bm25, coverage, words, meant, title, sentence, named } = evidence;
  const worth = asked.terms.reduce((sum, term) => sum + term.worth, 0);
  // Half of a long question says more than half of a short one.
  const length = Math.min(1, asked.terms.length / 6);
  return {
    coverage,
    words,
    meant,
    title,
    sentence,
    named,
    known: asked.known,
    bm25: bm25 / (bm25 + 10),
    lead: lead / (Math.abs(lead) + 3),
    share: lead / Math.max(1, Math.abs(scoreOf(evidence))),
    length,
    lengthCoverage: length * coverage,
    lengthSentence: length * sentence,
    foundWorth: Math.min(1, (worth * coverage) / 20),
    missedWorth: Math.min(1, (worth * (1 - coverage)) / 10),
  };
};

/** How far a passage's score is before that of the next best, or behind that of the best. `scores`: best first. */
export const leadOf = (scores: readonly number[], place: number): number =>
  (scores[place] ?? 0) - (scores[place === 0 ? 1 : 0] ?? 0);

/** Fitted by `eval/fit/fit.ts` on the passages of 700 questions of four kinds, each kind counting the same. */
const BIAS = -3.26;
const WEIGHTS: Readonly<Record<string, number>> = {
  coverage: 0.18,
  words: -1.58,
  meant: 0.92,
  title: 0.98,
  sentence: 1.19,
  named: 1.82,
  known: 0.55,
  bm25: 0.06,
  lead: 2.85,
  share: 0.44,
  length: 0.75,
  lengthCoverage: 0.81,
  lengthSentence: 0.96,
  foundWorth: 0.9,
  missedWorth: -0.62,
};

/** Most that the passage about another thing is worth: asked for one plant's price, that of another is no answer. */
const OTHER_THING = 0.1;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Lexical and dense evidence of the passages that one question found → a score and a confidence for each, in the order given.
 * Pure: vectors come as cosines, or not at all.
 */
export const fuse = (found: readonly Evidence[], asked: AskedFor): Ranked[] => {
  const all = found.map((evidence, i) => ({ evidence, score: scoreOf(evidence), i }));
  const best = all.toSorted((left, right) => right.score - left.score);
  const scores = best.map(({ score }) => score);
  const ranked: Ranked[] = [];
  best.forEach(({ evidence, score, i }, place) => {
    const features = featuresOf(evidence, asked, leadOf(scores, place));
    const sum = Object.entries(features).reduce((part, [name, value]) => part + (WEIGHTS[name] ?? 0) * value, BIAS);
    const confidence = logistic(sum);
    ranked[i] = { score, confidence: evidence.other ? Math.min(confidence, OTHER_THING) : confidence };
  });
  return ranked;
};
