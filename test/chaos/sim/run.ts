import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { check, type Tally } from '../checker/check.ts';
import type { HistoryEvent, Violation } from '../checker/history.ts';
import { stepArbitrary, take, type Step } from './commands.ts';
import { withOwnSurroundings } from './surroundings.ts';
import { World, type WorldOptions } from './world.ts';

/**
 * The pace of `production`, as the checker measures it. The agent goes by the server's clock, which each welcome tells it anew to within
 * half a round trip, and hands over some milliseconds after it decided: together less than this.
 */
const PACING = { perContact: { everyMs: 6_000, burst: 2 }, perNumber: { windowMs: 60_000, max: 20 }, slackMs: 150 };

/** Words in the log of the product that no fault explains: a bug threw. */
const BUG = /TypeError|ReferenceError|RangeError|SyntaxError|constraint failed|SQL logic|no such (?:table|column)/;

export type Outcome = {
  violations: Violation[];
  tally: Tally;
  injected: Record<string, number>;
  history: HistoryEvent[];
  /** The end of what the product logged. */
  log: string[];
};

/** One life of the world: what `story` does to it, then everything heals, settles and is judged. */
export const live = async (
  seed: number,
  story: (world: World) => Promise<void>,
  options: WorldOptions = {},
): Promise<Outcome> => {
  const log: string[] = [];
  return await withOwnSurroundings(seed, log, async () => {
    const world = new World(seed, options);
    try {
      await world.start();
      await story(world);
      world.heal();
      const unrest = await world.settle();
      const history = world.finish();
      const { violations, tally } = check(history, world.profile.name === 'production' ? { pacing: PACING } : {});
      if (unrest !== null)
        violations.push({ invariant: 'I21', what: `it never came to rest: ${unrest}`, evidence: [] });
      for (const stray of world.strays)
        violations.push({ invariant: 'E0', what: `nobody caught: ${stray}`, evidence: [] });
      for (const line of log.filter((one) => BUG.test(one)))
        violations.push({ invariant: 'E0', what: `the product logged: ${line.slice(0, 600)}`, evidence: [] });
      return { violations, tally, injected: world.injected, history, log: log.slice(-200) };
    } finally {
      world.close();
    }
  });
};

export const hashOf = (history: readonly HistoryEvent[]): string =>
  createHash('sha256').update(JSON.stringify(history)).digest('hex');

export type Scenario = { world: number; steps: Step[] };

export const scenarioArbitrary: fc.Arbitrary<Scenario> = fc.record({
  world: fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
  steps: fc.array(stepArbitrary, { minLength: 1, maxLength: 40, size: 'max' }),
});

export const liveScenario = (scenario: Scenario, options: WorldOptions = {}): Promise<Outcome> =>
  live(
    scenario.world,
    async (world) => {
      for (const step of scenario.steps) await take(world, step);
    },
    options,
  );
