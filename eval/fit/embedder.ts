import type { Embedder } from '../../src/ai/embedder.ts';

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
