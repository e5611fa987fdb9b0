import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { EMBEDDER_NAME, embedderWorker } from '../../embedder/options.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import type { Calls } from '../worker/calls.ts';
import type { Bundle } from './build.ts';

/** Whether vectors take part: `local` needs the optional packages of embedder/. */
export type EmbedderName = 'local' | 'none';

/** The product's knowledge and assistant, running; `call` asks the Worker of eval/worker. */
export type Engine = {
  call<Name extends keyof Calls>(name: Name, of: Calls[Name]['of']): Promise<Calls[Name]['gives']>;
  close(): Promise<void>;
};

/** As long as the product wants it; no token is ever signed here. */
const SECRET = 'only-for-measuring-only-for-measuring-only';

const DRAWN = 'oconnector-eval-drawn';
const DRAWN_SCRIPT = join(ROOT, 'eval/worker/drawn.mjs');

/** The embedder beside the product, and what the product is bound to: the embedder itself, or one that draws the vectors of passages. */
const beside = async (
  compatibilityDate: string,
  vectors: Vectors,
): Promise<{ workers: V4WorkerOptions[]; bound: string }> => {
  const local = await embedderWorker(compatibilityDate);
  if (local === null) throw new Error('the packages of the local embedder are not installed');
  if (vectors === 'embedded') return { workers: [local], bound: EMBEDDER_NAME };
  const drawn = {
    name: DRAWN,
    compatibilityDate,
    modulesRoot: ROOT,
    modules: [{ type: 'ESModule' as const, path: DRAWN_SCRIPT, contents: await readFile(DRAWN_SCRIPT, 'utf8') }],
    serviceBindings: { LOCAL: { name: EMBEDDER_NAME } },
  };
  return { workers: [drawn, local], bound: DRAWN };
};

/** Whether passages are embedded by the model, or get vectors that only cost what real ones cost (`eval/worker/drawn.mjs`). */
type Vectors = 'embedded' | 'drawn';

/** Opens a bundle in a workerd of its own, with nothing remembered. */
export const openEngine = async (
  bundle: Bundle,
  embedder: EmbedderName,
  vectors: Vectors = 'embedded',
): Promise<Engine> => {
  const options = JSON.parse(await readFile(bundle.options, 'utf8')) as {
    bindings?: object;
    compatibilityDate: string;
  };
  const embedding = embedder === 'local' ? await beside(options.compatibilityDate, vectors) : null;
  const worker = {
    ...options,
    bindings: { ...options.bindings, AI_EMBEDDER: embedder, JWT_SECRET: SECRET },
    name: 'oconnector-eval',
    rootPath: ROOT,
    modules: true,
    scriptPath: bundle.script,
    ...(embedding === null ? {} : { serviceBindings: { EMBEDDER: { name: embedding.bound } } }),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      rootPath: ROOT,
      cf: false,
      log: new Log(LogLevel.WARN),
      workers: [worker, ...(embedding?.workers ?? [])],
    }),
  );
  await miniflare.ready.catch(async (error: unknown) => {
    await miniflare.dispose().catch(() => {});
    throw error;
  });
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
