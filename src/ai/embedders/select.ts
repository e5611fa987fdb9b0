import type { Embedder } from '../embedder.ts';
import { localEmbedder, type LocalService } from './local.ts';
import { type TextModels, workersAiEmbedder } from './workers-ai.ts';

/** What an embedder may be made of; both may be absent. */
export type EmbedderBindings = { EMBEDDER?: LocalService; AI?: TextModels };

/**
 * The embedder that `AI_EMBEDDER` names, or null: then search is by words alone. Null too when what it names is not there,
 * as on a machine without the optional packages.
 */
export const selectEmbedder = (
  wanted: 'local' | 'workers-ai' | 'none',
  bindings: EmbedderBindings,
): Embedder | null => {
  if (wanted === 'local' && bindings.EMBEDDER !== undefined) return localEmbedder(bindings.EMBEDDER);
  if (wanted === 'workers-ai' && bindings.AI !== undefined) return workersAiEmbedder(bindings.AI);
  return null;
};
