import { NOT_MEASURED, type Scores } from '../measure/measure.ts';

/** Every number of a result under its path, as `retrieval.wa.hit1`. What was not measured has no number. */
export const figuresOf = (scores: Scores): Map<string, number> => {
  const figures = new Map<string, number>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'number') figures.set(path, value);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, path === '' ? name : `${path}.${name}`);
  };
  walk(scores, '');
  return figures;
};

/** Sets that are absent: `retrieval.es`, `facts`. */
export const absentOf = (scores: Scores): string[] => [
  ...Object.entries(scores).flatMap(([name, value]) => (value === NOT_MEASURED ? [name] : [])),
  ...Object.entries({ retrieval: scores.retrieval, abstention: scores.abstention }).flatMap(([name, groups]) =>
    Object.entries(groups).flatMap(([group, value]) => (value === NOT_MEASURED ? [`${name}.${group}`] : [])),
  ),
];

/** Figures of which less is better. */
const LESS = /\.(?:wrongAnswerRate|forbiddenEffects|p50|p95|asked|citedPerAnswer|ordersQuoted|wrongLanguage)$/;
export const lessIsBetter = (path: string): boolean => LESS.test(path);

/** As people read it: milliseconds and counts whole, shares with three digits. */
export const shown = (path: string, value: number): string =>
  /\.(?:p50|p95)$/.test(path)
    ? value.toFixed(1)
    : Number.isInteger(value) && !/hit|mrr|f1|cision|recall|Rate|End|answered|benign|wrong/i.test(path)
      ? String(value)
      : value.toFixed(3);
