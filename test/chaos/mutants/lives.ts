import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../sim/run.ts';
import type { Job, Lived } from './life.ts';

/** Lives in which mutants were caught, so that a run need not search. Found by `search.ts`. */
const KEPT = join(import.meta.dirname, 'lives.json');

/** `found`: the seed it came from, before it was made short. */
export type Kept = Record<string, { found: string; scenario: Scenario }>;

export const readKept = (): Kept => (existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Kept) : {});

export const writeKept = (kept: Kept): void => {
  const lines = Object.entries(kept).map(([name, one]) => `  ${JSON.stringify(name)}: ${JSON.stringify(one)}`);
  writeFileSync(KEPT, `{\n${lines.toSorted().join(',\n')}\n}\n`);
};

/** The kept life, and the same steps in other worlds, for the case that the simulation has changed under it. */
export const livesOf = (kept: Kept[string] | undefined, worlds: number): Job['lives'] =>
  kept === undefined
    ? []
    : Array.from({ length: worlds + 1 }, (_, i) => ({
        label: i === 0 ? `kept life (${kept.found})` : `kept life (${kept.found}), ${i} worlds on`,
        scenario: { ...kept.scenario, world: kept.scenario.world + i },
      }));

/** The environment of a process of its own: nothing of a vitest around it. */
export const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV$|NODE_OPTIONS$|TEST$|__VITEST)/.test(name)),
  ) as NodeJS.ProcessEnv;

/** Runs a job in a process of its own. */
export const lived = (job: Job): Promise<Lived> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'life.ts')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: cleanEnv(),
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Lived);
      else
        reject(
          new Error(`the process of ${job.mutant ?? 'the control run'} ended with ${code}: ${errors.slice(-2_000)}`),
        );
    });
    child.stdin.end(JSON.stringify(job));
  });

/** Does so many at a time. */
export const inParallel = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  const queue = items.map((item, i) => [i, item] as const);
  const one = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: width }, one));
  return results;
};
