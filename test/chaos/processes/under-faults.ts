import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../sim/scheduler.ts';
import type { Dashboard } from './dashboard.ts';
import { shortOf, type Floors, type Load } from './floors.ts';
import { doneTo, type Parts } from './parts.ts';
import { torment } from './plan.ts';

/** A machine that is slow to get up again does less in a minute: of what a run must reach, it is given so many times as long. */
const AT_MOST_TIMES = 3;

/** Ends when the time is over and enough was done, and at last when it never is; or when it is told to. */
const overOnceEnough = (seconds: number, enough: () => boolean): AbortController => {
  const over = new AbortController();
  const from = performance.now();
  const look = setInterval(() => {
    const times = (performance.now() - from) / (seconds * 1_000);
    if (times >= AT_MOST_TIMES || (times >= 1 && enough())) over.abort();
  }, 250);
  over.signal.addEventListener('abort', () => clearInterval(look));
  return over;
};

const SAY_EVERY_MS = 30_000;

/** A line now and then, so that a long run can be watched. */
const sayHowItGoes = async ({ world, crowd }: Parts, over: AbortSignal, log: (line: string) => void): Promise<void> => {
  for (const from = performance.now(); !over.aborted;) {
    await sleep(SAY_EVERY_MS, undefined, { signal: over }).catch(() => {});
    const seconds = Math.round((performance.now() - from) / 1_000);
    log(
      `after ${seconds} s: ${crowd.written} messages written, ${crowd.unconfirmed} not taken yet, ${world.kills.length} kills`,
    );
  }
};

const loseSockets = async (
  dashboards: readonly Dashboard[],
  random: SeededRandom,
  over: AbortSignal,
): Promise<void> => {
  while (!over.aborted) {
    await sleep(random.int(1_000, 5_000), undefined, { signal: over }).catch(() => {});
    if (!over.aborted) random.pick(dashboards).drop();
  }
};

export type Trial = {
  /** How long faults are injected: at least so long, and on until enough was done to the processes. */
  seconds: number;
  seed: number;
  load: Load;
  floors: Floors;
};

/** Lets everybody act while faults are injected; says how long that was and what was done to the processes. */
export const underFaults = async (
  parts: Parts,
  { seconds, seed, load, floors }: Trial,
  random: SeededRandom,
  log: (line: string) => void,
): Promise<{ seconds: number; acts: Record<string, number> }> => {
  const { world, crowd, attendants, dashboards } = parts;
  const from = performance.now();
  const over = overOnceEnough(seconds, () => shortOf(doneTo(parts), floors).length === 0);
  try {
    const [acts] = await Promise.all([
      torment(world, random, over.signal, log, load),
      crowd.run(load.perSecond, over.signal),
      ...attendants.map((attendant) => attendant.run(crowd.numbers, over.signal)),
      loseSockets(dashboards, new SeededRandom(seed + 1), over.signal),
      sayHowItGoes(parts, over.signal, log),
    ]);
    return { seconds: Math.round((performance.now() - from) / 1_000), acts };
  } finally {
    // When one of them fails, the others end too.
    over.abort();
  }
};
