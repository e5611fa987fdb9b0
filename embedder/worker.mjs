// The local embedder: all-MiniLM-L6-v2 in WebAssembly, a Worker of its own beside the product's, on a person's machine only.
// It is JavaScript because nothing builds it: Miniflare takes it as it is, with the packages' own files (see options.ts).
import { WorkerEntrypoint } from 'cloudflare:workers';
import { Embedder } from './engine.mjs';

/** Tokens of a text that are read: a passage of 600 characters has about 180, and time grows with them. */
const MAX_TOKENS = 192;

/** @type {Promise<import('./engine.mjs').Embedder> | null} */
let loading = null;

/** @param {{ fetch(url: string): Promise<Response> }} files @param {string} name */
const read = async (files, name) => {
  const response = await files.fetch(`http://model/${name}`);
  if (!response.ok) throw new Error(`${name} of the model cannot be read: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

/** @param {{ fetch(url: string): Promise<Response> }} files */
const load = async (files) => {
  const [weights, tokenizer, config] = await Promise.all(
    ['model.fp16.safetensors', 'tokenizer.json', 'config.json'].map((name) => read(files, name)),
  );
  return new Embedder(weights, tokenizer, config, MAX_TOKENS);
};

export default class extends WorkerEntrypoint {
  /**
   * Vectors of length 1, one for each text. The model is loaded by the first call: 340 MB that a start without questions
   * does not pay.
   *
   * @param {string[]} texts
   * @returns {Promise<number[][]>}
   */
  async embed(texts) {
    loading ??= load(this.env.MODEL).catch((error) => {
      loading = null;
      throw error;
    });
    const engine = await loading;
    const vectors = [];
    for (const text of texts) {
      vectors.push(engine.embed([text])[0]);
      // A question may wait behind a long list: it comes between two texts.
      await scheduler.wait(0);
    }
    return vectors;
  }

  /** Nothing is served to the outside. */
  fetch() {
    return new Response(null, { status: 404 });
  }
}
