import type { DocumentSummary, Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import { meaningOf } from './meaning.ts';
import { publish } from './publish.ts';
import type { PutContext } from './put.ts';
import { begin, isWanted, READ_TIMER, shown, withdraw } from './reading.ts';
import type { Reading } from './reading-store.ts';
import { prepareReading } from './slices.ts';

/** When a long text is taken up again whose writer has died. An object that opens does so at once: `resumeWriting`. */
export const RESUME_MS = 10_000;

/**
 * Replaces a document by a text that is too long for one slice. From its first step on it is stored: a death resumes it as it does a file, and
 * whoever waits for it here is told as soon as it is done.
 */
export const writeLong = async (
  ctx: PutContext,
  { documentId, title, text }: { documentId: string; title: string; text: string },
  mode: Publish,
): Promise<PutResponse> => {
  const before = ctx.store.document(documentId);
  const reading = ctx.commit(() => {
    const begun = begin(ctx, { documentId, title, source: { kind: 'text', text }, publish: mode }, 'indexing');
    ctx.timers.set(READ_TIMER, documentId, ctx.clock.now() + RESUME_MS);
    return begun;
  });
  ctx.writing.add(reading.readingId);
  try {
    return await write(ctx, reading, before);
  } finally {
    ctx.writing.delete(reading.readingId);
  }
};

const write = async (ctx: PutContext, reading: Reading, before: DocumentSummary | null): Promise<PutResponse> => {
  const { documentId } = reading;
  const draft = await prepareReading(ctx, reading);
  const meaning = typeof draft === 'string' ? null : await meaningOf(ctx, draft);
  // A file was announced for it meanwhile.
  if (typeof draft === 'string' || !isWanted(ctx, reading))
    return { ...shown(ctx, documentId), published: false, superseded: true, broken: [] };
  const put = publish(ctx, draft, reading.publish, { meaning, more: () => ctx.endReading(documentId) });
  if (!put.published) withdraw(ctx, reading, before);
  return put;
};

/** Nobody writes when an object opens: what was being written is taken up. */
export const resumeWriting = (ctx: PutContext): void => {
  const left = ctx.readings.ofTexts();
  if (left.length === 0) return;
  ctx.commit(() => {
    for (const documentId of left) ctx.timers.set(READ_TIMER, documentId, ctx.clock.now());
  });
};
