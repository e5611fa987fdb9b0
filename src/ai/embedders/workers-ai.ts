import { BadVectors, type Embedder, type EmbedderId, checkVectors } from '../embedder.ts';

/** Multilingual, so nothing is glossed. Dimension and pooling are those of BGE-M3's dense vector. */
const ID: EmbedderId = { model: '@cf/baai/bge-m3', dimension: 1024, pooling: 'cls' };

/** Texts of one call: the model's own bound. */
export const MAX_TEXTS = 100;

/** Workers AI, as far as it is used here; the type of the platform knows every model, and changes with them. */
export type TextModels = { run(model: string, inputs: { text: string[] }): Promise<unknown> };

/** Workers AI. A longer list goes in several calls, one after another. */
export const workersAiEmbedder = (ai: TextModels): Embedder => ({
  id: ID,
  embed: async (texts) => {
    const vectors: number[][] = [];
    for (let from = 0; from < texts.length; from += MAX_TEXTS) {
      const some = texts.slice(from, from + MAX_TEXTS);
      const answer = await ai.run('@cf/baai/bge-m3', { text: some });
      if (typeof answer !== 'object' || answer === null || !('data' in answer))
        throw new BadVectors(`${ID.model} gave no data`);
      vectors.push(...checkVectors(answer.data, some.length, ID));
    }
    return vectors;
  },
});
