import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { EMBEDDER_BINDING, embedderWorker } from './options.ts';

/** The compatibility date of wrangler.toml, for who has no build of the product that tells it. */
export const compatibilityDate = async (): Promise<string> => {
  const toml = await readFile(join(import.meta.dirname, '../wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "([\d-]+)"/m.exec(toml)?.[1];
  if (date === undefined) throw new Error('wrangler.toml tells no compatibility date');
  return date;
};

const CALLER = `export default { async fetch(request, env) { return Response.json(await env.EMBEDDER.embed(await request.json())); } }`;

type Alone = { embed: (texts: readonly string[]) => Promise<number[][]>; close: () => Promise<void> };

/** The embedder without the product, in a workerd of its own; throws when its optional packages are not installed. */
export const openAlone = async (): Promise<Alone> => {
  const date = await compatibilityDate();
  const worker = await embedderWorker(date);
  if (worker === null) throw new Error('the packages of the local embedder are not installed');
  const caller = {
    name: 'caller',
    modules: true,
    compatibilityDate: date,
    script: CALLER,
    serviceBindings: EMBEDDER_BINDING,
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions({ workers: [caller, worker] }));
  return {
    embed: async (texts) => {
      const response = await miniflare.dispatchFetch('http://caller/', { method: 'POST', body: JSON.stringify(texts) });
      return (await response.json()) as number[][];
    },
    close: () => miniflare.dispose(),
  };
};
