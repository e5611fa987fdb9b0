/** What each feature counts. */
export type Table = Readonly<Record<string, number>>;

/** Whether the knowledge answers at all, in log odds; and which of its passages is preferred, when it does. */
export type Fitted = { answers: { bias: number; table: Table }; prefers: Table };

/** `words`: without cosines; `meaning`: with them. */
export type Weights = { words: Fitted; meaning: Fitted };

/** Printed by `eval/fit/fit.ts`; how, and how far they are to be believed: docs/EVAL.md. */
export const WEIGHTS: Weights = {
  words: {
    answers: {
      bias: 0.15,
      table: {
        words: 0.47,
        meant: 2.01,
        coverage: 0.38,
        title: 1.49,
        titleOfFirst: 1.82,
        named: 1.23,
        namedOfFirst: 1.99,
        sentence: -0.32,
        hits: 1.06,
        lengthCoverage: 0.78,
        foundWorth: 1.17,
        missedWorth: -1.86,
        missed: -2.31,
        missedShare: 0.61,
        unknown: 0.77,
        subjects: -1.48,
      },
    },
    prefers: { score: 2.46, coverage: 0.79, words: -1.62, title: 2.11, sentence: 1.72, named: 1.86 },
  },
  meaning: {
    answers: {
      bias: -0.79,
      table: {
        words: -0.19,
        meant: 1.88,
        coverage: 0.98,
        title: 1.56,
        titleOfFirst: 1.95,
        named: 0.57,
        namedOfFirst: 1.38,
        sentence: -0.29,
        hits: 0.61,
        lengthCoverage: 0.44,
        foundWorth: 0.97,
        missedWorth: -1.69,
        missed: -2.54,
        missedShare: 0.02,
        unknown: 1.21,
        subjects: -1.41,
        nearest: 1.45,
        usual: -1.1,
        near: 2.52,
        nearestMissed: 1.58,
      },
    },
    prefers: { score: 2.21, coverage: -0.2, words: -2.31, title: 1.13, sentence: 2.29, named: 0.81, cosine: 5.33 },
  },
};
