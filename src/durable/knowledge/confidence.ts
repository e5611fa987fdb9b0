import type { AskedFor, Evidence } from './evidence.ts';
import { WEIGHTS, type Table, type Weights } from './weights.ts';

/** How near a question is to the knowledge as a whole, by meaning: cosines of the nearest passage, and of all on average. */
export type Spread = { nearest: number; usual: number };
/** What is known by meaning beside each passage's own cosine. `model`: what made the vectors; cosines of two models do not compare. */
export type Meant = { spread: Spread; model: string };

/** Passages among which a question's answer is looked for: as many as an answer or a question back can name, and a little more. */
const LOOKED_AT = 5;

/** Most that the passage about another thing is worth: asked for one plant's price, that of another is no answer. */
const OTHER_THING = 0.1;

/** A passage with its score, the best of its question first. */
type Scored = { evidence: Evidence; score: number };

/** The best passages, as far as they are about what is asked; all of them where none is. */
const seenOf = (best: readonly Scored[]): readonly Scored[] => {
  const about = best.filter(({ evidence }) => !evidence.other);
  return about.length > 0 ? about : best;
};

/**
 * What the chance rests on that the knowledge answers at all, each about 0 to 1: what its best passages have of the question,
 * and what is left over. How far one passage is before the next says nothing here: two that are both right are no doubt.
 */
export const featuresOfQuestion = (
  best: readonly Scored[],
  asked: AskedFor,
  spread: Spread | null,
): Record<string, number> => {
  const seen = seenOf(best.slice(0, LOOKED_AT)).map(({ evidence }) => evidence);
  const most = (name: 'coverage' | 'words' | 'title' | 'named' | 'sentence'): number =>
    Math.max(0, ...seen.map((evidence) => evidence[name]));
  const [first] = seen;
  const worth = asked.terms.reduce((sum, term) => sum + term.worth, 0);
  const rarest = Math.max(0, ...asked.terms.map((term) => term.worth));
  // Of the passage that has the most of the question.
  const missed = seen.toSorted((left, right) => right.coverage - left.coverage)[0]?.missed ?? rarest;
  const missedShare = rarest === 0 ? 0 : missed / rarest;
  const coverage = most('coverage');
  return {
    words: most('words'),
    meant: first?.meant ?? 0,
    coverage: first?.coverage ?? 0,
    title: most('title'),
    titleOfFirst: first?.title ?? 0,
    named: most('named'),
    namedOfFirst: first?.named ?? 0,
    sentence: most('sentence'),
    hits: Math.min(1, (first?.hits ?? 0) / 4),
    // Half of a long question says more than half of a short one.
    lengthCoverage: Math.min(1, asked.terms.length / 6) * coverage,
    foundWorth: Math.min(1, (worth * coverage) / 20),
    missedWorth: Math.min(1, (worth * (1 - coverage)) / 10),
    missed: missed / 5,
    missedShare,
    unknown: Math.min(1, asked.unknown / 2),
    subjects: asked.subjects,
    ...(spread === null
      ? {}
      : {
          nearest: spread.nearest,
          usual: spread.usual,
          near: first?.cosine ?? spread.usual,
          nearestMissed: spread.nearest * missedShare,
        }),
  };
};

/** What one passage is preferred to another by, when one of them answers. */
export const featuresOfPassage = ({ evidence, score }: Scored, spread: Spread | null): Record<string, number> => ({
  score: score / 5,
  coverage: evidence.coverage,
  words: evidence.words,
  title: evidence.title,
  sentence: evidence.sentence,
  named: evidence.named,
  ...(spread === null ? {} : { cosine: evidence.cosine ?? spread.usual }),
});

/** The model whose cosines the weights were fitted to. Those of another lie elsewhere: with it the confidence is by words alone. */
const MEASURED = 'all-MiniLM-L6-v2';

/** What the weights may make of cosines; null: nothing, the confidence is by words alone. */
export const measuredSpread = (meant: Meant | null): Spread | null =>
  meant?.model.startsWith(MEASURED) === true ? meant.spread : null;

/** A table applied to features. */
const sumOf = (features: Readonly<Record<string, number>>, table: Table): number =>
  Object.entries(features).reduce((sum, [name, value]) => sum + (table[name] ?? 0) * value, 0);

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * How sure it is of each passage that it answers, 0 to 1: the chance that the knowledge answers at all, shared out among the best
 * passages, so that those of the best five add up to it. `ranked`: best first. `spread`: null where meaning takes no part. Pure.
 */
export const confidencesOf = (
  ranked: readonly Scored[],
  asked: AskedFor,
  spread: Spread | null,
  { words, meaning }: Weights = WEIGHTS,
): number[] => {
  const { answers, prefers } = spread === null ? words : meaning;
  const chance = logistic(answers.bias + sumOf(featuresOfQuestion(ranked, asked, spread), answers.table));
  const preference = ranked.map((passage) => sumOf(featuresOfPassage(passage, spread), prefers));
  const highest = Math.max(...preference);
  const likes = preference.map((sum) => Math.exp(sum - highest));
  const best = new Set(seenOf(ranked.slice(0, LOOKED_AT)));
  const shared = ranked.reduce((sum, passage, i) => sum + (best.has(passage) ? (likes[i] ?? 0) : 0), 0);
  return ranked.map((passage, i) => {
    const like = likes[i] ?? 0;
    const confidence = (chance * like) / (best.has(passage) ? shared : shared + like);
    return passage.evidence.other ? Math.min(confidence, OTHER_THING) : confidence;
  });
};
