import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from 'miniflare';
import { openEmbedder } from '../../embedder/open.ts';
import { EMBEDDER_BINDING, embedderService } from '../../embedder/service.ts';
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

/** Between the product and its embedder: draws the vectors of passages. */
const drawing = async (service: Service): Promise<V4WorkerOptions> => ({
  name: DRAWN,
  modulesRoot: ROOT,
  modules: [{ type: 'ESModule', path: DRAWN_SCRIPT, contents: await readFile(DRAWN_SCRIPT, 'utf8') }],
  serviceBindings: { [EMBEDDER_BINDING]: service },
});

/** Whether passages are embedded by the model, or get vectors that only cost what real ones cost (`eval/worker/drawn.mjs`). */
type Vectors = 'embedded' | 'drawn';
type Service = ReturnType<typeof embedderService>;

/** Opens a bundle in a workerd of its own, with nothing remembered. */
export const openEngine = async (
  bundle: Bundle,
  embedder: EmbedderName,
  vectors: Vectors = 'embedded',
): Promise<Engine> => {
  const options = JSON.parse(await readFile(bundle.options, 'utf8')) as {
    bindings?: object;
  };
  const local = embedder === 'local' ? openEmbedder() : null;
  if (embedder === 'local' && local === null) throw new Error('the packages of the local embedder are not installed');
  const service = local === null ? null : embedderService(local);
  const drawn = service !== null && vectors === 'drawn' ? await drawing(service) : null;
  const bound = drawn === null ? service : { name: DRAWN };
  const worker = {
    ...options,
    bindings: { ...options.bindings, AI_EMBEDDER: embedder, JWT_SECRET: SECRET },
    name: 'oconnector-eval',
    rootPath: ROOT,
    modules: true,
    scriptPath: bundle.script,
    ...(bound === null ? {} : { serviceBindings: { [EMBEDDER_BINDING]: bound } }),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      rootPath: ROOT,
      cf: false,
      log: new Log(LogLevel.WARN),
      workers: [worker, ...(drawn === null ? [] : [drawn])],
    }),
  );
  const close = async (): Promise<void> => {
    try {
      await miniflare.dispose();
    } finally {
      await local?.close();
    }
  };
  await miniflare.ready.catch(async (error: unknown) => {
    await close().catch(() => {});
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
    close,
  };
};
