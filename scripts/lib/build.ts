import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { withLock } from './lock.ts';
import { BIN, PRIVATE, ROOT, WEB_OUT, WORKER_DIR } from './paths.ts';
import { signalGroup } from './processes.ts';
import { hashSources, readStamp, writeStamp } from './staleness.ts';
import { Trouble } from './trouble.ts';

const LOCK = join(ROOT, 'dist/build.lock.db');

export type Target = {
  name: 'web' | 'worker';
  /** What the result depends on. */
  sources: readonly string[];
  /** A file that a finished build has made. */
  result: string;
  stamp: string;
  build: (signal?: AbortSignal) => Promise<void>;
};

/** Where the worker build leaves what Miniflare needs to know of wrangler.toml, so that a start need not load wrangler. */
export const WORKER_OPTIONS = join(WORKER_DIR, 'options.json');
export const WORKER_SCRIPT = join(WORKER_DIR, 'index.js');

/** Runs a step of a build; what it printed is told when it fails. */
export const runBuild = async (
  name: string,
  command: string,
  args: string[],
  signal?: AbortSignal,
  env: Record<string, string> = {},
): Promise<void> => {
  const child = spawn(command, args, {
    cwd: ROOT,
    // A group of its own, so that what the build has started ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...PRIVATE, ...env },
  });
  const end = (): void => void (child.pid !== undefined && signalGroup(child.pid, 'SIGTERM'));
  signal?.addEventListener('abort', end, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-8000);
    });
  }
  const [code] = await once(child, 'close');
  signal?.removeEventListener('abort', end);
  if (code !== 0)
    throw new Trouble(
      `The ${name} build failed:\n${stripVTControlCharacters(output).trimEnd().replaceAll(/^/gm, '    ')}`,
    );
};

const buildWeb = async (signal?: AbortSignal): Promise<void> => {
  // Only a build for this machine may let the page talk to the simulated phones on loopback.
  await runBuild('web', join(BIN, 'node'), ['web/scripts/build.ts'], signal, { OC_LOCAL_BUILD: '1' });
};

const buildWorker = async (signal?: AbortSignal): Promise<void> => {
  // wrangler checks that the assets folder is there.
  await mkdir(WEB_OUT, { recursive: true });
  const fresh = `${WORKER_DIR}.new`;
  await rm(fresh, { recursive: true, force: true });
  await runBuild('Worker', join(BIN, 'wrangler'), ['deploy', '--dry-run', '--env=', '--outdir', fresh], signal);
  await runBuild('Worker', join(BIN, 'node'), ['scripts/worker-options.ts', join(fresh, 'options.json')], signal);
  await rm(WORKER_DIR, { recursive: true, force: true });
  await rename(fresh, WORKER_DIR);
};

export const WEB: Target = {
  name: 'web',
  sources: ['web', 'protocol', 'package-lock.json'],
  result: join(WEB_OUT, 'index.html'),
  stamp: join(ROOT, 'dist/web.stamp'),
  build: buildWeb,
};

export const WORKER: Target = {
  name: 'worker',
  sources: ['src', 'protocol', 'wrangler.toml', 'package-lock.json'],
  result: WORKER_OPTIONS,
  stamp: join(ROOT, 'dist/worker.stamp'),
  build: buildWorker,
};

const mtimeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );

/** Whether the result is there, was made here (a build by other means is newer than the stamp), and from the sources as they are. */
export const isFresh = async (target: Target): Promise<boolean> => {
  const [made, stamped] = await Promise.all([mtimeOf(target.result), mtimeOf(target.stamp)]);
  if (made === null || stamped === null || made > stamped) return false;
  return (await readStamp(target.stamp)) === (await hashSources(ROOT, target.sources));
};

/** Builds when stale. One build at a time on this machine's copy, whoever asks. Says whether it built. */
export const ensureBuilt = async (
  target: Target,
  onBuild: () => void = () => {},
  signal?: AbortSignal,
): Promise<boolean> => {
  if (await isFresh(target)) return false;
  return await withLock(LOCK, async () => {
    if (await isFresh(target)) return false;
    onBuild();
    // Taken before the build: an edit made while it runs leaves it stale.
    const hash = await hashSources(ROOT, target.sources);
    await rm(target.stamp, { force: true });
    await target.build(signal);
    await writeStamp(target.stamp, hash);
    return true;
  });
};

/** The options written by the last worker build. */
export const readWorkerOptions = async (): Promise<Record<string, unknown>> => {
  const options: unknown = JSON.parse(await readFile(WORKER_OPTIONS, 'utf8'));
  if (typeof options !== 'object' || options === null) throw new Error(`${WORKER_OPTIONS} is not an object`);
  return options as Record<string, unknown>;
};
