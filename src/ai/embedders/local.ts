import { type Embedder, type EmbedderId, checkVectors } from '../embedder.ts';
import { toEnglish } from '../embedded/gloss/gloss.ts';
import { GLOSS_VERSION } from '../embedded/gloss/tables.ts';

/** The process of `embedder/`, as the product is bound to it: texts as JSON go there, vectors come back. */
export type LocalService = { fetch(url: string, init: { method: 'POST'; body: string }): Promise<Response> };

const ID: EmbedderId = { model: `all-MiniLM-L6-v2+gloss-${GLOSS_VERSION}`, dimension: 384, pooling: 'mean' };

/** Characters of a text that are embedded: more tokens than the model reads. */
const MAX_CHARACTERS = 1_200;

/** The model on this machine. It knows English, so Portuguese and Spanish go through the glosses first. */
export const localEmbedder = (service: LocalService): Embedder => ({
  id: ID,
  embed: async (texts) => {
    const english = texts.map((text) => toEnglish(text.slice(0, MAX_CHARACTERS)));
    const response = await service.fetch('http://embedder/', { method: 'POST', body: JSON.stringify(english) });
    if (!response.ok) throw new Error(await response.text());
    return checkVectors(await response.json(), texts.length, ID);
  },
});
