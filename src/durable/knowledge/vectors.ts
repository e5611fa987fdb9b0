import type { Embedder } from '../../ai/embedder.ts';
import type { Kit } from '../kit/context.ts';
import { within } from '../kit/within.ts';
import type { Lookout } from './nearness.ts';
import type { VectorStore } from './vector-store.ts';

/** The timer under which vectors are made, a batch at a time, until every passage has one. */
export const VECTORS_TIMER = 'vectors';

/** Passages of one batch: about a second of the local model, in which a question waits for one passage at most. */
const BATCH = 16;
/** Longest that a batch may take: while it is waited for, no other timer of the object rings. */
const BATCH_MS = 60_000;

/** A vector as it is kept: a byte for each number, the largest becomes 127. Only directions are compared, so the scale is of no use. Pure. */
export const toBytes = (vector: readonly number[]): Int8Array => {
  const largest = Math.max(...vector.map(Math.abs));
  return Int8Array.from(vector, (number) => (largest === 0 ? 0 : Math.round((number / largest) * 127)));
};

/** What is embedded of a passage. A title alone, or a text without its title, is about half of what it says. */
export const textOf = ({ title, text }: { title: string; text: string }): string => `${title}. ${text}`;

/** The parts of the object that making vectors needs. */
export type VectorsContext = Pick<Kit, 'clock' | 'commit' | 'timers' | 'sleep'> & {
  vectors: VectorStore;
  embedder: Embedder | null;
  lookout: Lookout;
};

/** Says that passages have come or gone. Inside a transaction. */
export const wantVectors = ({ timers, clock }: Pick<Kit, 'clock' | 'timers'>): void =>
  timers.set(VECTORS_TIMER, '', clock.now());

/** The embedder may be another one than before: then everything is embedded again, in the background. When the object opens. */
export const resumeVectors = (ctx: VectorsContext): void => {
  if (ctx.embedder === null || ctx.vectors.countWaiting(ctx.embedder.id) === 0) return;
  ctx.commit(() => wantVectors(ctx));
};

/** One batch, and the timer for the next one. Throws when the embedder does, or takes too long: the timer is then tried again, later and later. */
export const makeVectors = async (ctx: VectorsContext): Promise<void> => {
  const { vectors, embedder, timers, clock, lookout } = ctx;
  ctx.commit(() => vectors.removeOrphans());
  lookout.forget();
  if (embedder === null) return;
  const batch = vectors.waiting(embedder.id, BATCH);
  if (batch.length === 0) return;
  const made = await within(ctx, BATCH_MS, embedder.embed(batch.map(textOf)));
  ctx.commit(() => {
    for (const [i, { passageId }] of batch.entries()) {
      const vector = made[i];
      if (vector !== undefined) vectors.put(passageId, embedder.id, toBytes(vector));
    }
    if (vectors.countWaiting(embedder.id) > 0) timers.set(VECTORS_TIMER, '', clock.now() + 1);
  });
  lookout.forget();
};
