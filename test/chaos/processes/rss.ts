import { readFile } from 'node:fs/promises';
import type { World } from './world.ts';

/** Resident memory in bytes, by the second of the run. */
export type RssSample = { second: number; workerd: number; bot: number };

const EVERY_MS = 10_000;

const rssOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
};

/** Reads the memory of workerd and of the agent every ten seconds until the end. A process that is down has none. */
export class Memory {
  readonly samples: RssSample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(world: World) {
    const from = performance.now();
    this.#timer = setInterval(() => {
      void (async () => {
        const { workerd, bot } = await world.pids();
        const second = Math.round((performance.now() - from) / 1_000);
        this.samples.push({ second, workerd: await rssOf(workerd), bot: await rssOf(bot) });
      })().catch(() => {});
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

const MB = 1024 * 1024;
const HOUR = 3_600;
const LONG_ENOUGH_S = 900;

/** What the samples of a process say; null where there are too few of them. Megabytes. */
export type RssSummary = {
  median: number;
  max: number;
  /** Least squares over the whole run; null for one that is too short to have a slope. */
  mbPerHour: number | null;
  /** Median of the minute around second 300 and around second 1800. */
  at5min: number | null;
  at30min: number | null;
};

const median = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

const slope = (points: readonly { x: number; y: number }[]): number => {
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const over = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  const under = points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
  return under === 0 ? 0 : over / under;
};

export const rssSummary = (samples: readonly RssSample[], of: 'workerd' | 'bot'): RssSummary | null => {
  const points = samples.flatMap((sample) => (sample[of] > 0 ? [{ x: sample.second, y: sample[of] / MB }] : []));
  const middle = median(points.map(({ y }) => y));
  if (points.length < 3 || middle === null) return null;
  const around = (second: number): number | null =>
    median(points.flatMap(({ x, y }) => (Math.abs(x - second) <= 30 ? [y] : [])));
  return {
    median: Math.round(middle),
    max: Math.round(Math.max(...points.map(({ y }) => y))),
    mbPerHour: (points.at(-1)?.x ?? 0) < LONG_ENOUGH_S ? null : Math.round(slope(points) * HOUR),
    at5min: around(300),
    at30min: around(1_800),
  };
};
