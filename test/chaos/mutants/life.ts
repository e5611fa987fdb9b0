import { readFileSync } from 'node:fs';
import type { Violation } from '../checker/history.ts';
import type { Scenario } from '../sim/run.ts';
import { infect } from './hook.ts';
import { mutants } from './mutants.ts';

/**
 * A process of its own: lives what standard input asks for, with a mutant in its product or with the product as it is, and
 * writes one line of JSON. With a mutant it stops at the first life that breaks the promise the mutant is about.
 */
export type Job = {
  mutant: string | null;
  /** Lived first. */
  lives: { label: string; scenario: Scenario; of?: string }[];
  /** Then these seeds of the simulation, from the first to before the last. */
  seeds: [from: number, to: number];
  /** Makes what it found as short as it can. */
  shrink: boolean;
};
export type Caught = { label: string; scenario: Scenario; violations: Violation[] };
export type Lived = { lived: number; caught: Caught[]; unloaded: string[] };

const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
const mutant = mutants.find(({ name }) => name === job.mutant);
if (job.mutant !== null && mutant === undefined) throw new Error(`there is no mutant ${job.mutant}`);
const unloaded = mutant === undefined ? () => [] : infect(mutant);

const { liveScenario } = await import('../sim/run.ts');
const { scenarioOf } = await import('../sim/campaign.ts');

const worldOf = (of: string | undefined) => (mutant ?? mutants.find(({ name }) => name === of))?.world;

/** What a life shows: of a mutant, only whether it breaks the promise that the mutant is about. */
const judge = async (scenario: Scenario, of?: string): Promise<Violation[]> => {
  const { violations } = await liveScenario(scenario, worldOf(of));
  if (mutant === undefined) return violations;
  const broken = violations.filter(({ invariant }) => invariant === mutant.promise);
  return broken.length === 0 ? [] : [...broken, ...violations.filter((one) => !broken.includes(one))];
};

/** The same with as few steps as possible, each left out in turn. */
const shorter = async (found: Caught): Promise<Caught> => {
  let best = found;
  for (let size = Math.ceil(best.scenario.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let i = 0; i < best.scenario.steps.length;) {
      const scenario = { ...best.scenario, steps: best.scenario.steps.toSpliced(i, size) };
      const violations = await judge(scenario);
      if (violations.length > 0) best = { ...best, scenario, violations };
      else i += size;
    }
  }
  return best;
};

const result: Lived = { lived: 0, caught: [], unloaded: [] };

/** Whether to go on. */
const live = async (label: string, scenario: Scenario, of?: string): Promise<boolean> => {
  const violations = await judge(scenario, of);
  result.lived++;
  if (violations.length === 0) return true;
  const caught = { label, scenario, violations };
  result.caught.push(job.shrink ? await shorter(caught) : caught);
  return mutant === undefined;
};

const all = async (): Promise<void> => {
  for (const { label, scenario, of } of job.lives) if (!(await live(label, scenario, of))) return;
  for (let seed = job.seeds[0]; seed < job.seeds[1]; seed++)
    if (!(await live(`seed ${seed}`, scenarioOf(seed)))) return;
};

await all();
result.unloaded = unloaded();
for (const one of result.caught) one.violations.splice(8);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
