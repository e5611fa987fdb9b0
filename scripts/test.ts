import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBuilt, WEB, WORKER } from './lib/build.ts';
import { ROOT } from './lib/paths.ts';
import { type Report, type Result, resultOf, sum, summaryLine } from './lib/results.ts';
import { tool } from './lib/run.ts';
import { busy, plain } from './lib/steps.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/**
 * `npm test [-- suite…]`: every suite one after the other, then each failure by name; the last line is `N passed, N failed`. `code` is what
 * stands beside the code; each folder of test/ with a vitest.config.ts is a suite of its own.
 */
type Suite = { name: string; config: string };

const SKIP = new Set(['node_modules', 'dist', 'out', '.next', '.git', '.state', '.state-whatsapp-web']);

const find = async (pattern: string | string[]): Promise<string[]> => {
  const found: string[] = [];
  for await (const file of glob(pattern, { cwd: ROOT, exclude: (name) => SKIP.has(name) })) found.push(file);
  return found.toSorted();
};

const suites = async (): Promise<Suite[]> => {
  const own = await find('test/*/vitest.config.ts');
  return [
    { name: 'code', config: 'vitest.config.ts' },
    ...own.map((config) => ({ name: config.split('/')[1] ?? config, config })),
  ];
};

const run = async (suite: Suite, folder: string): Promise<{ result: Result; files: string[] }> => {
  const file = join(folder, `${suite.name}.json`);
  const { code } = await tool('vitest', [
    'run',
    '--config',
    suite.config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  const report = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => null,
  );
  return { result: resultOf(report, code), files: (report?.testResults ?? []).map(({ name }) => relative(ROOT, name)) };
};

/** Test files that no suite ran: a test that is never run cannot fail. */
const forgotten = async (ran: readonly string[]): Promise<string[]> => {
  const all = await find(['{protocol,src,bot-agent,web,scripts,test,bench,eval}/**/*.test.{ts,tsx}']);
  return all.filter((file) => !ran.includes(file));
};

const choose = (all: readonly Suite[], names: readonly string[]): readonly Suite[] => {
  const unknown = names.find((name) => !all.some((suite) => suite.name === name));
  if (unknown) throw new Trouble(`There is no suite "${unknown}": ${all.map(({ name }) => name).join(', ')}.`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
};

await runScript(async () => {
  const names = process.argv.slice(2);
  const chosen = choose(await suites(), names);
  if (chosen.some(({ name }) => name !== 'code')) {
    await ensureBuilt(WEB, () => busy('building the web'));
    await ensureBuilt(WORKER, () => busy('building the Worker'));
  }
  const folder = await mkdtemp(join(tmpdir(), 'oconnector-test-'));
  const results: Result[] = [];
  const ran: string[] = [];
  for (const suite of chosen) {
    busy(`suite ${suite.name}`);
    const { result, files } = await run(suite, folder);
    results.push(result);
    ran.push(...files);
    plain(`suite ${suite.name}: ${summaryLine(result)}`);
  }
  await rm(folder, { recursive: true, force: true });
  const lost = names.length === 0 ? await forgotten(ran) : [];
  const total = sum([...results, { passed: 0, failures: lost.map((file) => `no suite runs ${file}`), skipped: 0 }]);
  // Once more, and last: of a log of an hour, one sees the end.
  for (const failure of total.failures) plain(`✗ ${failure}`);
  process.stdout.write(`${summaryLine(total)}\n`);
  return total.failures.length > 0 ? 1 : 0;
});
