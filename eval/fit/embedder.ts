import { convertV4MiniflareOptions, Miniflare } from 'miniflare';
import { EMBEDDER_BINDING, embedderWorker } from '../../embedder/options.ts';
import type { Embedder } from '../../src/ai/embedder.ts';
import { localEmbedder } from '../../src/ai/embedders/local.ts';

const COMPATIBILITY_DATE = '2026-11-01';

const CALLER = `export default { async fetch(request, env) { return Response.json(await env.EMBEDDER.embed(await request.json())); } }`;

/** The product's local embedder, in a workerd of its own. */
export const openEmbedder = async (): Promise<{ embedder: Embedder; close: () => Promise<void> }> => {
  const worker = await embedderWorker(COMPATIBILITY_DATE);
  if (worker === null) throw new Error('the packages of the local embedder are not installed');
  const caller = {
    name: 'caller',
    modules: true,
    compatibilityDate: COMPATIBILITY_DATE,
    script: CALLER,
    serviceBindings: EMBEDDER_BINDING,
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions({ workers: [caller, worker] }));
  const embedder = localEmbedder({
    embed: async (texts) => {
      const response = await miniflare.dispatchFetch('http://caller/', { method: 'POST', body: JSON.stringify(texts) });
      return (await response.json()) as number[][];
    },
  });
  return { embedder, close: () => miniflare.dispose() };
};

/** An embedder that makes the vector of a text once. */
export const remembering = (embedder: Embedder): Embedder => {
  const made = new Map<string, number[]>();
  return {
    id: embedder.id,
    embed: async (texts) => {
      const fresh = [...new Set(texts)].filter((text) => !made.has(text));
      const vectors = fresh.length === 0 ? [] : await embedder.embed(fresh);
      for (const [i, text] of fresh.entries()) made.set(text, vectors[i] ?? []);
      return texts.map((text) => made.get(text) ?? []);
    },
  };
};
