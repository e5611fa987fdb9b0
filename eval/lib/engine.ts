import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { BIN, ROOT, WEB_OUT } from '../../scripts/lib/paths.ts';
import { ensureBuilt, runBuild, type Target } from '../../scripts/lib/build.ts';
import type { Calls } from '../worker/calls.ts';

const FOLDER = join(ROOT, 'dist/eval');
const CONFIG = join(ROOT, 'eval/worker/wrangler.toml');
const OPTIONS = join(FOLDER, 'options.json');

/** The measuring Worker, bundled as the product is. */
const EVAL_WORKER: Target = {
  name: 'worker',
  sources: ['src', 'protocol', 'eval/worker', 'package-lock.json'],
  result: OPTIONS,
  stamp: join(ROOT, 'dist/eval.stamp'),
  build: async (signal) => {
    await mkdir(WEB_OUT, { recursive: true });
    await rm(FOLDER, { recursive: true, force: true });
    const wrangler = join(BIN, 'wrangler');
    await runBuild('measuring Worker', wrangler, ['deploy', '--dry-run', '-c', CONFIG, '--outdir', FOLDER], signal);
    await runBuild('measuring Worker', join(BIN, 'node'), ['scripts/worker-options.ts', OPTIONS, CONFIG], signal);
  },
};

/** The product's knowledge and assistant, running; `call` asks the Worker of eval/worker. */
export type Engine = {
  call<Name extends keyof Calls>(name: Name, of: Calls[Name]['of']): Promise<Calls[Name]['gives']>;
  close(): Promise<void>;
};

/** Builds when stale and opens it in a workerd of its own, with nothing remembered. */
export const openEngine = async (onBuild: () => void = () => {}): Promise<Engine> => {
  await ensureBuilt(EVAL_WORKER, onBuild);
  const options = JSON.parse(await readFile(OPTIONS, 'utf8')) as object;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...options,
      name: 'oconnector-eval',
      rootPath: ROOT,
      modules: true,
      scriptPath: join(FOLDER, 'worker.js'),
      cf: false,
      log: new Log(LogLevel.WARN),
    }),
  );
  await miniflare.ready;
  return {
    call: async (name, of) => {
      const response = await miniflare.dispatchFetch('http://eval/', {
        method: 'POST',
        body: JSON.stringify({ call: name, of }),
      });
      if (!response.ok) throw new Error(`${name}: ${response.status} ${(await response.text()).slice(0, 2_000)}`);
      return (await response.json()) as never;
    },
    close: () => miniflare.dispose(),
  };
};
