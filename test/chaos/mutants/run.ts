import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Caught } from './life.ts';
import { inParallel, lived, livesOf, readKept } from './lives.ts';
import { mutants } from './mutants.ts';
import type { Mutant } from './mutant.ts';
import { lineOf, type MutantRecord, type Say } from './records.ts';
import { runInWorkerd } from './workerd.ts';

export { lineOf };

export type RunOptions = {
  log: Say;
  /** Leaves those out that need real time. */
  quick?: boolean;
  /** Only these. */
  only?: readonly string[] | undefined;
};

/** Other worlds in which a kept life is tried before seeds are searched, and how many of those. */
const WORLDS = 40;
const SEEDS = 100;

const recordOf = ({ name, breaks, layer }: Mutant, caught: Caught | undefined): MutantRecord => {
  const [violation] = caught?.violations ?? [];
  const seed = /seed (\d+)/.exec(caught?.label ?? '')?.[1];
  return {
    name,
    breaks,
    layer,
    caughtBy: violation?.invariant ?? null,
    seed: seed === undefined ? null : Number(seed),
    what: violation === undefined || caught === undefined ? null : `${violation.what} (${caught.label})`,
  };
};

/** The lives of the mutants of L0, each in a process of its own; then all that caught one, with the product as it is. */
const runSimulated = async (chosen: readonly Mutant[], log: Say): Promise<MutantRecord[]> => {
  const kept = readKept();
  const width = Math.min(4, availableParallelism());
  const found = await inParallel(chosen, width, async (mutant) => {
    const seeds: [number, number] = [1, SEEDS + 1];
    const { caught, unloaded } = await lived({
      mutant: mutant.name,
      lives: livesOf(kept[mutant.name], WORLDS),
      seeds,
      shrink: false,
    });
    if (unloaded.length > 0) throw new Error(`${mutant.name}: nothing loads ${unloaded.join(', ')}`);
    const [first] = caught;
    const record = recordOf(mutant, first);
    log(lineOf(record));
    return { mutant, record, caught: first };
  });
  const lives = found.flatMap(({ mutant, caught }) =>
    caught === undefined ? [] : [{ label: mutant.name, scenario: caught.scenario, of: mutant.name }],
  );
  const control = await lived({ mutant: null, lives, seeds: [0, 0], shrink: false });
  for (const { label, violations } of control.caught)
    throw new Error(
      `the product as it is breaks a promise in the life that catches "${label}": ${violations.map(({ invariant, what }) => `${invariant} ${what}`).join('; ')}`,
    );
  log(`✓ as it is: ${control.lived} lives that catch mutants break nothing`);
  return found.map(({ record }) => record);
};

/**
 * Runs every deliberately broken build where it can be caught, and the product as it is through the same.
 *
 * @throws when a mutant does not apply, when its files are not loaded, or when the product as it is breaks a promise.
 */
export const runMutants = async ({ log, quick = false, only }: RunOptions): Promise<MutantRecord[]> => {
  const chosen = mutants.filter(({ name, slow }) => (only?.includes(name) ?? true) && !(quick && slow === true));
  const simulated = chosen.filter(({ layer }) => layer === 'L0');
  const real = chosen.filter(({ layer }) => layer === 'L1');
  // What runs in workerd mostly waits.
  const [inSimulation, inWorkerd] = await Promise.all([
    simulated.length > 0 ? runSimulated(simulated, log) : [],
    real.length > 0 ? runInWorkerd(real, log) : [],
  ]);
  const records = [...inSimulation, ...inWorkerd];
  return chosen.flatMap(({ name }) => records.filter((record) => record.name === name));
};

/** `node test/chaos/mutants/run.ts [--mutant name]… [--quick]` */
if (import.meta.main) {
  const { values } = parseArgs({
    options: { mutant: { type: 'string', multiple: true }, quick: { type: 'boolean', default: false } },
  });
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const records = await runMutants({ log, quick: values.quick, only: values.mutant });
  const uncaught = records.filter(({ caughtBy }) => caughtBy === null);
  log(`${records.length} mutants, ${uncaught.length} not caught`);
  process.exitCode = uncaught.length > 0 || records.length === 0 ? 1 : 0;
}
