/** One case: its features, whether it holds, and how much it counts. */
export type Row = { features: number[]; right: boolean; weight: number };
export type Model = { bias: number; weights: number[] };

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const dot = (weights: readonly number[], features: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (features[i] ?? 0), 0);

/** How strongly weights are held near nothing: there are some hundred rows and twenty features. */
const RIDGE = 0.001;
/** Newton's steps double the right digits: a dozen are more than enough. */
const STEPS = 25;

/** What makes `matrix · x` into `values`; the matrix is symmetric and positive. By elimination. */
const solve = (matrix: readonly (readonly number[])[], values: readonly number[]): number[] => {
  const rows = matrix.map((row, i) => [...row, values[i] ?? 0]);
  const size = rows.length;
  for (let i = 0; i < size; i++)
    for (let j = i + 1; j < size; j++) {
      const share = (rows[j]?.[i] ?? 0) / (rows[i]?.[i] ?? 1);
      rows[j] = (rows[j] ?? []).map((value, k) => value - share * (rows[i]?.[k] ?? 0));
    }
  const found = Array.from({ length: size }, () => 0);
  for (let i = size - 1; i >= 0; i--) {
    const known = found.reduce((sum, value, k) => (k > i ? sum + value * (rows[i]?.[k] ?? 0) : sum), 0);
    found[i] = ((rows[i]?.[size] ?? 0) - known) / (rows[i]?.[i] ?? 1);
  }
  return found;
};

/** Slope of a loss at a place, and how it bends there. */
class Shape {
  readonly slope: number[];
  readonly bend: number[][];
  constructor(size: number) {
    this.slope = Array.from({ length: size }, () => 0);
    this.bend = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  }
  /** Adds `pull` times these features to the slope, and `stiff` times their square to the bend. */
  add(features: readonly number[], pull: number, stiff: number): void {
    features.forEach((one, i) => {
      this.slope[i] = (this.slope[i] ?? 0) + pull * one;
      const row = this.bend[i];
      if (row !== undefined && stiff !== 0 && one !== 0)
        features.forEach((other, j) => (row[j] = (row[j] ?? 0) + stiff * one * other));
    });
  }
}

/** Where a loss that RIDGE holds is least, by Newton's steps; `free`: how many of the first weights are not held. */
const least = (size: number, free: number, shapeAt: (at: readonly number[], shape: Shape) => void): number[] => {
  let at = Array.from({ length: size }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const shape = new Shape(size);
    shapeAt(at, shape);
    for (let i = free; i < size; i++) {
      shape.slope[i] = (shape.slope[i] ?? 0) + RIDGE * (at[i] ?? 0);
      const row = shape.bend[i];
      if (row !== undefined) row[i] = (row[i] ?? 0) + RIDGE;
    }
    const move = solve(shape.bend, shape.slope);
    at = at.map((value, i) => value - (move[i] ?? 0));
  }
  return at;
};

/** Logistic regression: the weights of the least weighted mean log loss, held by RIDGE; the bias is free. */
export const fit = (rows: readonly Row[]): Model => {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const [bias = 0, ...weights] = least((rows[0]?.features.length ?? 0) + 1, 1, (at, shape) => {
    for (const { features, right, weight } of rows) {
      const own = [1, ...features];
      const p = logistic(dot(at, own));
      shape.add(own, ((p - Number(right)) * weight) / total, (p * (1 - p) * weight) / total);
    }
  });
  return { bias, weights };
};

/** One question that has an answer: its passages, and which of them hold it. */
export type Choice = { passages: { features: number[]; right: boolean }[]; weight: number };

/**
 * The weights under which the right ones of each choice's passages have the largest share together. Of the bend only the part of all
 * passages is taken: it is the steeper one, so no step goes too far.
 */
export const fitChoice = (choices: readonly Choice[]): number[] => {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  return least(choices[0]?.passages[0]?.features.length ?? 0, 0, (at, shape) => {
    for (const { passages, weight } of choices) {
      const sums = passages.map(({ features }) => dot(at, features));
      const highest = Math.max(...sums);
      const likes = sums.map((sum) => Math.exp(sum - highest));
      const all = likes.reduce((sum, like) => sum + like, 0);
      const good = likes.reduce((sum, like, i) => sum + (passages[i]?.right === true ? like : 0), 0);
      const mean = at.map((_, i) =>
        passages.reduce((sum, { features }, k) => sum + ((likes[k] ?? 0) / all) * (features[i] ?? 0), 0),
      );
      passages.forEach(({ features, right }, k) => {
        const share = (likes[k] ?? 0) / all;
        const pull = share - (right ? (likes[k] ?? 0) / good : 0);
        shape.add(features, (pull * weight) / total, (share * weight) / total);
      });
      shape.add(mean, 0, -weight / total);
    }
  });
};

/** Share of pairs of a right and a wrong one that a figure orders rightly; 0.5 is chance. */
export const auroc = (rated: readonly { p: number; right: boolean }[]): number => {
  const good = rated.filter(({ right }) => right);
  const bad = rated.filter(({ right }) => !right);
  const ordered = good.reduce(
    (sum, one) => sum + bad.reduce((part, other) => part + (one.p > other.p ? 1 : one.p === other.p ? 0.5 : 0), 0),
    0,
  );
  return good.length * bad.length === 0 ? Number.NaN : ordered / (good.length * bad.length);
};
