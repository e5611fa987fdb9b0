import { expect, it } from 'vitest';
import { linesOf, linesOfFailure, readRegress, scenarioOf, shortfalls } from './campaign.ts';
import { hashOf, liveScenario, type Outcome } from './run.ts';
import { runOnAllCores } from './threads.ts';

/** Seeds of this run, and the first of them; `npm run chaos` lives more. */
const SEEDS = Number(process.env['CHAOS_SEEDS'] ?? 500);
const FIRST = Number(process.env['CHAOS_SEED'] ?? 1);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

it('no life that once broke a promise breaks one again', async () => {
  const broken: string[] = [];
  for (const { seed, path, scenario } of readRegress()) {
    const { violations } = await liveScenario(scenario);
    if (violations.length > 0) broken.push(...linesOfFailure({ seed, path, scenario, violations }));
  }
  expect(broken).toEqual([]);
});

it(`${SEEDS} seeds of crashes, lost frames and people in between break no promise`, async () => {
  const from = performance.now();
  const campaign = await runOnAllCores(FIRST, SEEDS, { log: say });
  for (const line of linesOf(campaign, (performance.now() - from) / 1_000)) say(`  ${line}`);
  expect(campaign.failures.flatMap(linesOfFailure)).toEqual([]);
  expect(campaign.totals.seeds).toBe(SEEDS);
  // A run that did little proves little.
  expect(shortfalls(campaign.totals)).toEqual([]);
});

it('the same seed is the same life, whatever was lived before', async () => {
  const once = (seed: number): Promise<Outcome> => liveScenario(scenarioOf(seed));
  const first = await once(7);
  for (const other of [8, 9, 10]) await once(other);
  const second = await once(7);
  expect(hashOf(second.history)).toBe(hashOf(first.history));
  expect(first.history.length).toBeGreaterThan(50);
});
