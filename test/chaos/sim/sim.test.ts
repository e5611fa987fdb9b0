import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf, liveScenario, scenarioArbitrary, type Outcome, type Scenario } from './run.ts';

/** Seeds of this run; `CHAOS_SEEDS` lives more of them. About eight a second on one core. */
const SEEDS = Number(process.env['CHAOS_SEEDS'] ?? 150);
const FIRST = Number(process.env['CHAOS_SEED'] ?? 1);

const scenarioOf = (seed: number): Scenario => {
  const [scenario] = fc.sample(scenarioArbitrary, { seed, numRuns: 1 });
  if (!scenario) throw new Error(`seed ${seed} gives no scenario`);
  return scenario;
};

const add = (sum: Record<string, number>, more: Record<string, number>): void => {
  for (const [key, count] of Object.entries(more)) sum[key] = (sum[key] ?? 0) + count;
};

it(`${SEEDS} seeds of crashes, lost frames and people in between break no promise`, async () => {
  const injected: Record<string, number> = {};
  const commands: Record<string, number> = {};
  const broken: string[] = [];
  let replies = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const { violations, tally, injected: faults } = await liveScenario(scenarioOf(seed));
    add(injected, faults);
    add(commands, tally.commands);
    replies += tally.replies;
    for (const { invariant, what } of violations) {
      broken.push(`${invariant} ${what} — again with: CHAOS_SEED=${seed} CHAOS_SEEDS=1 npm test -- chaos`);
    }
  }
  const faults = Object.values(injected).reduce((sum, count) => sum + count, 0);
  process.stdout.write(
    `\n  ${SEEDS} seeds: ${replies} replies, ${faults} faults, commands ${JSON.stringify(commands)}\n`,
  );
  expect(broken).toEqual([]);
  // A run that did little proves little.
  expect(replies).toBeGreaterThan(SEEDS);
  expect(faults).toBeGreaterThan(SEEDS * 2);
}, 900_000);

it('the same seed is the same life', async () => {
  const once = (): Promise<Outcome> => liveScenario(scenarioOf(7));
  const [first, second] = [await once(), await once()];
  expect(hashOf(second.history)).toBe(hashOf(first.history));
  expect(first.history.length).toBeGreaterThan(50);
});
