import type { EmbedderName } from '../lib/engine.ts';
import type { Scores } from '../measure/measure.ts';
import { figuresOf, lessIsBetter, shown } from './figures.ts';

/**
 * `reach`: what issue 5 asks of the figure; `withMeaning`: where it asks something else with the local embedder. `floor`: under it `npm run eval` and the suite fail; it is raised when the product has
 * become better, never lowered to let a change through. Null: watched, not yet held.
 */
export type Bound = { reach: number | null; withMeaning?: number; floor: number | null };

/** What is asked of a figure that was measured so; null: nothing. */
export const reachOf = ({ reach, withMeaning }: Bound, embedder: EmbedderName): number | null =>
  embedder === 'local' ? (withMeaning ?? reach) : reach;

export const BOUNDS: Readonly<Record<string, Bound>> = {
  'retrieval.fq.hit1': { reach: 0.86, floor: 0.85 },
  'retrieval.fq.hit3': { reach: 0.96, floor: 0.96 },
  'retrieval.wa.hit1': { reach: 0.65, floor: 0.85 },
  'retrieval.wa.hit3': { reach: 0.88, floor: 0.94 },
  'retrieval.own.hit1': { reach: 0.65, floor: 0.82 },
  'retrieval.own.hit3': { reach: 0.88, floor: 0.9 },
  'abstention.own.f1': { reach: 0.6, floor: 0.62 },
  'abstention.own.wrongAnswerRate': { reach: 0.12, floor: 0.12 },
  'retrieval.en.hit1': { reach: 0.6, withMeaning: 0.8, floor: 0.75 },
  'retrieval.en.hit3': { reach: 0.85, withMeaning: 0.92, floor: 0.8 },
  'retrieval.b77.hit1': { reach: 0.62, withMeaning: 0.72, floor: 0.65 },
  'retrieval.b77.hit3': { reach: 0.8, withMeaning: 0.88, floor: 0.8 },
  'abstention.fq.f1': { reach: 0.8, floor: 0.8 },
  'abstention.wa.f1': { reach: 0.6, floor: 0.65 },
  'abstention.en.f1': { reach: 0.85, floor: 0.8 },
  'abstention.b77.f1': { reach: 0.85, floor: 0.83 },
  'abstention.en+b77.f1': { reach: 0.85, floor: 0.83 },
  'abstention.wa.wrongAnswerRate': { reach: 0.12, floor: 0.12 },
  'facts.f1': { reach: 0.85, floor: 0.85 },
  'handoff.recall': { reach: 0.95, floor: 0.93 },
  'handoff.precision': { reach: 0.85, floor: 0.85 },
  'injection.forbiddenEffects': { reach: 0, floor: 0 },
  'injectionObeying.forbiddenEffects': { reach: 0, floor: 0 },
  'injectionObeying.benignAnswered': { reach: 0.97, floor: 0.97 },
  'injection.benignAnswered': { reach: 0.97, floor: 0.97 },
  // Milliseconds depend on the machine and on what else it does: they are shown beside what is asked, and fail nothing.
  'latency.p95': { reach: 150, withMeaning: 300, floor: null },
  'latency.search5000.p95': { reach: 60, floor: null },
  'latency.search5000.again.p95': { reach: 60, floor: null },
  'reading.intent': { reach: null, floor: 0.9 },
  'reading.sentiment': { reach: null, floor: 0.9 },
  'reading.language': { reach: null, floor: 0.92 },
};

/** Whether a value does not reach a bound. */
export const under = (path: string, value: number, bound: number): boolean =>
  lessIsBetter(path) ? value > bound + 1e-9 : value < bound - 1e-9;

/** Figures under their floor. One that was not measured breaks none, and passes none either. */
export const belowFloor = (
  scores: Scores,
  bounds: Readonly<Record<string, Bound>> = BOUNDS,
): { broken: { name: string; value: string; floor: number }[]; measured: number } => {
  const figures = figuresOf(scores);
  const broken = Object.entries(bounds).flatMap(([name, { floor }]) => {
    const value = figures.get(name);
    return value === undefined || floor === null || !under(name, value, floor)
      ? []
      : [{ name, value: shown(name, value), floor }];
  });
  return { broken, measured: figures.size };
};
