import type { Kit } from '../kit/context.ts';
import { within } from '../kit/within.ts';
import type { Nearness } from './nearness.ts';
import type { Draft, PublishContext } from './publish.ts';
import { textOf, toBytes, type VectorsContext } from './vectors.ts';

/** Longest that a publication waits for vectors. */
const PATIENCE_MS = 10_000;
/** Texts of one call, so that a contact's question gets its turn in between. */
const BATCH = 16;
/** New passages beyond which a publication does not wait for theirs: they are made in the background. */
const MOST_NEW = 128;

/** What asking by meaning within a transaction needs: the vectors of the questions, and those of the passages that it would bring. */
export type Meaning = {
  near(question: string): Nearness | null;
  /** By what is embedded of a passage. */
  passages: ReadonlyMap<string, Int8Array>;
};

export type MeaningContext = Pick<PublishContext, 'store' | 'goldens'> &
  Pick<Kit, 'sleep'> &
  Pick<VectorsContext, 'vectors' | 'embedder' | 'lookout'> & {
    /** Vectors of golden questions, while the object lives. */
    asked: Map<string, Float32Array>;
    onError: (where: string, error: unknown) => void;
  };

/** What a draft would bring that has no vector yet, and would be searched. */
const newTexts = ({ store, vectors, embedder }: MeaningContext, draft: Draft | null): string[] => {
  if (draft === null || embedder === null) return [];
  const embedded = vectors.of(draft.documentId, embedder.id);
  const kept = new Set(
    store.passagesOf(draft.documentId).flatMap((one) => (embedded.has(one.passageId) ? [textOf(one)] : [])),
  );
  const texts = draft.passages.flatMap((one) => (one.held === null ? [textOf(one)] : []));
  return [...new Set(texts)].filter((text) => !kept.has(text));
};

/**
 * The vectors that the golden questions are asked with, before a publication and after it; null where they are asked by words alone: there is
 * no embedder, it fails or takes too long, or the draft is too long to wait for.
 */
export const meaningOf = async (ctx: MeaningContext, draft: Draft | null): Promise<Meaning | null> => {
  const { embedder, goldens, lookout, asked } = ctx;
  const questions = goldens.all().map(({ question }) => question);
  if (embedder === null || questions.length === 0) return null;
  const fresh = newTexts(ctx, draft);
  if (fresh.length > MOST_NEW) return null;
  for (const known of asked.keys()) if (!questions.includes(known)) asked.delete(known);
  const passages = new Map<string, Int8Array>();
  const each = async (texts: readonly string[], keep: (text: string, vector: number[]) => void): Promise<void> => {
    for (let from = 0; from < texts.length; from += BATCH) {
      const some = texts.slice(from, from + BATCH);
      const made = await embedder.embed(some);
      for (const [i, text] of some.entries()) keep(text, made[i] ?? []);
    }
  };
  const make = async (): Promise<void> => {
    const unknown = questions.filter((question) => !asked.has(question));
    await each(unknown, (text, vector) => void asked.set(text, Float32Array.from(vector)));
    await each(fresh, (text, vector) => void passages.set(text, toBytes(vector)));
  };
  try {
    await within(ctx, PATIENCE_MS, make());
  } catch (error) {
    ctx.onError('golden questions by meaning', error);
    return null;
  }
  const vectorOf = new Map(asked);
  return {
    passages,
    near: (question) => {
      const vector = vectorOf.get(question);
      return vector === undefined ? null : lookout.nearTo(vector);
    },
  };
};
