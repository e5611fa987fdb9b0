import {
  MAX_SOURCE_BYTES,
  type DocumentSummary,
  type Publish,
  type Source,
} from '@oconnector/protocol/api/knowledge.ts';
import type { FailureCode, SourceState } from '@oconnector/protocol/model/knowledge.ts';
import { newId } from '../../lib/random.ts';
import type { Network } from '../../lib/safe-fetch.ts';
import { typeOfName } from './extract/type.ts';
import type { PutContext } from './put.ts';
import type { Reading } from './reading-store.ts';
import { touch } from './publish.ts';

/**
 * A source on its way: announced, brought, read, indexed. Each step is stored before the next, under one timer, so that a death resumes. What was
 * searched before is searched until the new one is ready.
 */

export const READ_TIMER = 'read';
export const ARRIVE_TIMER = 'arrive';
/** Longest that an announced file may take to come. */
export const ARRIVE_MS = 15 * 60_000;

/** Where files wait until they are read. */
export type SourceFiles = {
  /** Null when it is not there. */
  get(readingId: string): Promise<Uint8Array<ArrayBuffer> | null>;
  remove(readingId: string): Promise<void>;
};

export type ReadContext = PutContext & {
  files: SourceFiles;
  /** Null: addresses are not read here. */
  network: () => Network | null;
  /** Publications, one after the other: each asks the golden questions of what the one before it has left. */
  inOrder<T>(work: () => Promise<T>): Promise<T>;
};

/** What moves a source on its way. */
export type ReadingContext = Pick<
  PutContext,
  'store' | 'readings' | 'clock' | 'random' | 'journal' | 'commit' | 'meta' | 'timers' | 'endReading'
>;

type Progress = DocumentSummary['progress'];

/** Moves a document on. Inside a transaction. */
const move = (
  ctx: ReadingContext,
  document: DocumentSummary,
  state: SourceState,
  more: { failure?: FailureCode | null; progress?: Progress; updatedAt?: number } = {},
): void => {
  const { origin: _, ...rest } = document;
  const { failure = null, progress = null, updatedAt = ctx.clock.now() } = more;
  ctx.store.putDocument({
    ...rest,
    state,
    failure,
    progress,
    version: document.version + 1,
    updatedAt,
  });
  touch(ctx);
};

/** Whether this is still what the document is to become: it may have been replaced or removed during any wait. */
const stillReading = (ctx: ReadingContext, reading: Reading): DocumentSummary | null =>
  isWanted(ctx, reading) ? ctx.store.document(reading.documentId) : null;

export const isWanted = ({ readings }: Pick<ReadingContext, 'readings'>, { documentId, readingId }: Reading): boolean =>
  readings.get(documentId)?.readingId === readingId;

type Begun = { documentId: string; title: string | null; source: Source; publish: Publish };

/** Announces a source; another one that is on its way for this document is given up. Inside a transaction. */
export const begin = (
  ctx: ReadingContext,
  { documentId, title, source, publish }: Begun,
  state: SourceState,
): Reading => {
  const reading: Reading = { documentId, readingId: newId(ctx.random, 'src'), title, source, publish, tries: 0 };
  ctx.endReading(documentId);
  const before = ctx.store.document(documentId);
  if (before === null) {
    const name = title ?? (source.kind === 'file' ? source.fileName : source.kind === 'url' ? source.url : documentId);
    const empty = { failure: null, progress: null, passages: 0, characters: 0, held: 0, version: 1 };
    ctx.store.putDocument(
      { documentId, title: name, kind: source.kind, state, ...empty, updatedAt: ctx.clock.now() },
      source,
    );
    touch(ctx);
  } else move(ctx, before, state);
  ctx.readings.put(reading);
  ctx.journal.append('source.sent', documentId, { documentId, kind: source.kind });
  return reading;
};

/** Ends a reading without a document. */
export const fail = (ctx: ReadingContext, reading: Reading, code: FailureCode): void =>
  ctx.commit(() => {
    const document = stillReading(ctx, reading);
    if (document === null) return;
    move(ctx, document, 'failed', { failure: code });
    ctx.endReading(reading.documentId);
    ctx.journal.append('source.failed', reading.documentId, { documentId: reading.documentId, code });
  });

/** Stores what a step came to. False when nobody wants it any more. */
export const advance = (
  ctx: ReadingContext,
  reading: Reading,
  state: SourceState,
  progress: Progress,
  body: () => void,
): boolean =>
  ctx.commit(() => {
    const document = stillReading(ctx, reading);
    if (document === null) return false;
    body();
    move(ctx, document, state, { progress });
    return true;
  });

/**
 * A source that was not published, as if it had never been sent; `before`: its document before that. What was on its way then had to make room and
 * is lost: that is said, unless it was a text of which nothing was there, which this one was sent instead of.
 */
export const withdraw = (ctx: ReadingContext, reading: Reading, before: DocumentSummary | null): void =>
  ctx.commit(() => {
    const document = stillReading(ctx, reading);
    if (document === null) return;
    ctx.endReading(reading.documentId);
    if (before?.state === 'ready' || before?.state === 'failed') move(ctx, document, before.state, before);
    else if (before === null || (before.passages === 0 && before.kind === 'text')) {
      ctx.store.removeDocument(reading.documentId);
      touch(ctx);
    } else move(ctx, document, 'failed', { failure: 'interrupted' });
  });

/** The document of a source that was announced. */
export const shown = ({ store }: Pick<ReadingContext, 'store'>, documentId: string): DocumentSummary => {
  const document = store.document(documentId);
  if (document === null) throw new Error(`no document ${documentId}`);
  return document;
};

/** A file is about to be brought. What its name and size already tell ends it here: then there is no `readingId`. */
export const expectFile = (
  ctx: ReadContext,
  file: { documentId: string; title: string | null; fileName: string; bytes: number; publish: Publish },
): { readingId: string | null; document: DocumentSummary } => {
  const { documentId, fileName, bytes } = file;
  const source = { kind: 'file', fileName, bytes } as const;
  const reading = ctx.commit(() => {
    const begun = begin(ctx, { ...file, source }, 'sent');
    ctx.timers.set(ARRIVE_TIMER, documentId, ctx.clock.now() + ARRIVE_MS);
    return begun;
  });
  const refused =
    bytes === 0
      ? 'empty'
      : bytes > MAX_SOURCE_BYTES
        ? 'too_large'
        : typeOfName(fileName) === null
          ? 'unsupported'
          : null;
  if (refused !== null) fail(ctx, reading, refused);
  return { readingId: refused === null ? reading.readingId : null, document: shown(ctx, documentId) };
};

/** The file is stored, or was lost on its way. Null when nobody waits for it. */
export const fileCame = (
  ctx: ReadContext,
  documentId: string,
  readingId: string,
  came: boolean,
): DocumentSummary | null => {
  const reading = ctx.readings.get(documentId);
  if (reading?.readingId !== readingId) return null;
  if (!came) fail(ctx, reading, 'interrupted');
  else
    advance(ctx, reading, 'extracting', { done: 0, total: null }, () => {
      ctx.timers.clear(ARRIVE_TIMER, documentId);
      ctx.timers.set(READ_TIMER, documentId, ctx.clock.now());
    });
  return shown(ctx, documentId);
};

/** The timer of a file that was announced and did not come. */
export const fileIsLate = (ctx: ReadContext, documentId: string): void => {
  const reading = ctx.readings.get(documentId);
  if (reading !== null && ctx.store.document(documentId)?.state === 'sent') fail(ctx, reading, 'interrupted');
};

/** An address is to be read. */
export const readAddress = (
  ctx: ReadContext,
  { url, ...asked }: { documentId: string; title: string | null; url: string; publish: Publish },
): DocumentSummary => {
  ctx.commit(() => {
    begin(ctx, { ...asked, source: { kind: 'url', url } }, 'sent');
    ctx.timers.set(READ_TIMER, asked.documentId, ctx.clock.now());
  });
  return shown(ctx, asked.documentId);
};
