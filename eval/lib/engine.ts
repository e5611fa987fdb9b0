import { readFile } from 'node:fs/promises';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { EMBEDDER_BINDING, embedderWorker } from '../../embedder/options.ts';
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

/** Opens a bundle in a workerd of its own, with nothing remembered. */
export const openEngine = async (bundle: Bundle, embedder: EmbedderName): Promise<Engine> => {
  const options = JSON.parse(await readFile(bundle.options, 'utf8')) as {
    bindings?: object;
    compatibilityDate: string;
  };
  const beside = embedder === 'local' ? await embedderWorker(options.compatibilityDate) : null;
  if (embedder === 'local' && beside === null) throw new Error('the packages of the local embedder are not installed');
  const worker = {
    ...options,
    bindings: { ...options.bindings, AI_EMBEDDER: embedder, JWT_SECRET: SECRET },
    name: 'oconnector-eval',
    rootPath: ROOT,
    modules: true,
    scriptPath: bundle.script,
    ...(beside === null ? {} : { serviceBindings: EMBEDDER_BINDING }),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      rootPath: ROOT,
      cf: false,
      log: new Log(LogLevel.WARN),
      workers: [worker, ...(beside === null ? [] : [beside])],
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
