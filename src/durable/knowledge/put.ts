import {
  MAX_FAQ_PAIRS,
  MAX_TEXT_CHARACTERS,
  type Publish,
  type PutResponse,
} from '@oconnector/protocol/api/knowledge.ts';
import type { FaqPair } from '@oconnector/protocol/model/knowledge.ts';
import type { Kit } from '../kit/context.ts';
import type { ReadingStore } from './reading-store.ts';
import { splitDocument } from './passages.ts';
import { piecesOfFaq } from './prepare.ts';
import { meaningOf, type MeaningContext } from './meaning.ts';
import { publish, touch, type PublishContext } from './publish.ts';
import { prepareInMemory, SLICE } from './slices.ts';
import { writeLong } from './write.ts';

/** The parts of the object that changing a document needs. */
export type PutContext = PublishContext &
  MeaningContext &
  Pick<Kit, 'timers' | 'outbox'> & {
    readings: ReadingStore;
    /** Readings that somebody is at who waits for them: not for the timer. */
    writing: Set<string>;
    /** Gives up what is being read for a document, if anything is, with its file. Inside a transaction. */
    endReading(documentId: string): void;
  };

export const DROP_SOURCE = 'drop_source';

/** See `PutContext.endReading`. */
export const endReading = (
  { readings, timers, outbox }: Pick<PutContext, 'readings' | 'timers' | 'outbox'>,
  documentId: string,
): void => {
  const reading = readings.get(documentId);
  if (reading === null) return;
  readings.end(documentId);
  for (const timer of ['read', 'arrive']) timers.clear(timer, documentId);
  if (reading.source.kind === 'file') outbox.put(DROP_SOURCE, reading.readingId);
};

const demandTitle = (title: string): void => {
  if (title.trim() === '') throw new RangeError('a document needs a title');
};

/**
 * Replaces a document by a text that was written here. A long one shows its progress meanwhile, and is searched when it is whole.
 *
 * @throws RangeError when the title is empty or the text longer than MAX_TEXT_CHARACTERS: callers parse first.
 */
export const putText = async (
  ctx: PutContext,
  { documentId, title, text }: { documentId: string; title: string; text: string },
  mode: Publish,
): Promise<PutResponse> => {
  demandTitle(title);
  if (text.length > MAX_TEXT_CHARACTERS)
    throw new RangeError(`a document has at most ${MAX_TEXT_CHARACTERS} characters, this one ${text.length}`);
  const pieces = splitDocument({ title, text });
  if (pieces.length > SLICE && mode !== 'dry') return await writeLong(ctx, { documentId, title, text }, mode);
  const passages = await prepareInMemory(ctx, title, pieces);
  const draft = { documentId, title, source: { kind: 'text', text } as const, characters: text.length, passages };
  return publish(ctx, draft, mode, {
    meaning: await meaningOf(ctx, draft),
    more: () => ctx.endReading(documentId),
  });
};

/** Replaces a document by questions and answers; each pair is one passage. `more` happens in the same transaction, if it is published. */
export const putFaq = async (
  ctx: PutContext,
  { documentId, title, pairs }: { documentId: string; title: string; pairs: FaqPair[] },
  mode: Publish,
  more: () => void = () => {},
): Promise<PutResponse> => {
  demandTitle(title);
  if (pairs.length > MAX_FAQ_PAIRS) throw new RangeError(`a document has at most ${MAX_FAQ_PAIRS} pairs`);
  const { text, pieces } = piecesOfFaq(pairs);
  const passages = await prepareInMemory(ctx, title, pieces);
  const draft = { documentId, title, source: { kind: 'faq', pairs } as const, characters: text.length, passages };
  return publish(ctx, draft, mode, {
    meaning: await meaningOf(ctx, draft),
    more: () => {
      ctx.endReading(documentId);
      more();
    },
  });
};

/** Removes a document with its passages, and what is being read for it; false when it was not there. */
export const removeDocument = (ctx: PutContext, documentId: string): boolean =>
  ctx.commit(() => {
    if (!ctx.store.removeDocument(documentId)) return false;
    const passages = ctx.store.removePassages(documentId);
    ctx.endReading(documentId);
    touch(ctx);
    ctx.journal.append('document.removed', documentId, { documentId, passages });
    return true;
  });
