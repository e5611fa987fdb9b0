/** One question: what is known of its best passage, whether that passage answers, and how much the row counts. */
export type Row = { set: string; features: number[]; right: boolean; weight: number };
export type Model = { bias: number; weights: number[] };

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export const probability = ({ bias, weights }: Model, features: readonly number[]): number =>
  logistic(weights.reduce((sum, weight, i) => sum + weight * (features[i] ?? 0), bias));

/** How strongly weights are held near nothing: there are a few hundred rows and a dozen features. */
const RIDGE = 0.001;
const STEPS = 6_000;
const RATE = 0.5;

/** Logistic regression by gradient descent on the weighted mean log loss, with momentum; the same rows give the same model. */
export const fit = (rows: readonly Row[]): Model => {
  const size = rows[0]?.features.length ?? 0;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const model = { bias: 0, weights: Array.from({ length: size }, () => 0) };
  const speed = { bias: 0, weights: Array.from({ length: size }, () => 0) };
  for (let step = 0; step < STEPS; step++) {
    const slope = model.weights.map((weight) => RIDGE * weight);
    let slopeOfBias = 0;
    for (const { features, right, weight } of rows) {
      const error = ((probability(model, features) - Number(right)) * weight) / total;
      slopeOfBias += error;
      features.forEach((value, i) => (slope[i] = (slope[i] ?? 0) + error * value));
    }
    speed.bias = 0.9 * speed.bias - RATE * slopeOfBias;
    model.bias += speed.bias;
    slope.forEach((value, i) => {
      speed.weights[i] = 0.9 * (speed.weights[i] ?? 0) - RATE * value;
      model.weights[i] = (model.weights[i] ?? 0) + (speed.weights[i] ?? 0);
    });
  }
  return model;
};

/** Share of pairs of a right and a wrong row that the model orders rightly; 0.5 is chance. */
export const auroc = (model: Model, rows: readonly Row[]): number => {
  const scored = rows.map(({ features, right }) => ({ right, p: probability(model, features) }));
  let pairs = 0;
  let ordered = 0;
  for (const good of scored.filter(({ right }) => right))
    for (const bad of scored.filter(({ right }) => !right)) {
      pairs++;
      ordered += good.p > bad.p ? 1 : good.p === bad.p ? 0.5 : 0;
    }
  return pairs === 0 ? Number.NaN : ordered / pairs;
};
