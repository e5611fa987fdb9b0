import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Violation } from '../checker/history.ts';
import { filesOf, ROOT, type Mutant } from './mutant.ts';
import { cleanEnv, inParallel } from './lives.ts';
import { lineOf, type MutantRecord, type Say } from './records.ts';

/** What the story in workerd found, as it leaves it in the report of its test. */
export type Verdict = { violations: Violation[]; stored: number; files: string[] };

type Report = {
  testResults: { assertionResults: { failureMessages?: string[]; meta?: { verdict?: Verdict } }[] }[];
};

const CONFIG = join(import.meta.dirname, 'workerd/vitest.config.ts');
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');

/** Runs the story in a vitest of its own: two projects of one would share the modules of the Worker. Returns what it said. */
const vitest = (env: Record<string, string>, output: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [VITEST, 'run', '--config', CONFIG, '--reporter=json', `--outputFile.json=${output}`],
      { cwd: ROOT, env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', () => resolve(said.slice(-3_000)));
  });

const verdictOf = async (mutant: Mutant | null, slow: boolean): Promise<Verdict> => {
  const folder = mkdtempSync(join(tmpdir(), 'oconnector-mutants-'));
  const output = join(folder, 'report.json');
  try {
    const said = await vitest({ MUTANT: mutant?.name ?? '', STORY: slow ? 'slow' : 'quick' }, output);
    const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
    const [test] = testResults.flatMap(({ assertionResults }) => assertionResults);
    const verdict = test?.meta?.verdict;
    if (verdict === undefined)
      throw new Error(
        `the story of ${mutant?.name ?? 'the product as it is'} was not told to its end: ${test?.failureMessages?.join('\n') ?? said}`,
      );
    return verdict;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const runControl = async (slow: boolean, log: Say): Promise<void> => {
  const { violations, stored } = await verdictOf(null, slow);
  if (violations.length > 0 || stored === 0)
    throw new Error(`the product as it is breaks a promise in workerd: ${JSON.stringify(violations.slice(0, 3))}`);
  log(`✓ as it is, in workerd${slow ? ', slowly' : ''}: ${stored} messages stored, nothing broken`);
};

const runMutant = async (mutant: Mutant, log: Say): Promise<MutantRecord> => {
  const { violations, files } = await verdictOf(mutant, mutant.slow === true);
  const unloaded = filesOf(mutant).filter((file) => !files.includes(file));
  if (unloaded.length > 0) throw new Error(`${mutant.name}: nothing loads ${unloaded.join(', ')}`);
  const broken = violations.find(({ invariant }) => invariant === mutant.promise);
  const { name, breaks, layer } = mutant;
  const record = { name, breaks, layer, caughtBy: broken?.invariant ?? null, seed: null, what: broken?.what ?? null };
  log(lineOf(record));
  return record;
};

/** Lets the same story happen to real objects in workerd: of each mutant, and of the product as it is. */
export const runInWorkerd = async (chosen: readonly Mutant[], log: Say): Promise<MutantRecord[]> => {
  const kinds = [...new Set(chosen.map(({ slow }) => slow === true))];
  const controls = kinds.map((slow) => () => runControl(slow, log));
  const records: MutantRecord[] = [];
  const runs = chosen.map((mutant) => async () => {
    records.push(await runMutant(mutant, log));
  });
  await inParallel([...controls, ...runs], 2, (run) => run());
  return records;
};
