import { MAX_SOURCE_BYTES, MAX_SOURCE_CHARACTERS } from '@oconnector/protocol/api/knowledge.ts';
import type { FailureCode } from '@oconnector/protocol/model/knowledge.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { safeFetch } from '../../lib/safe-fetch.ts';
import { openSource, type Extractor } from './extract/extract.ts';
import { BY_CONTENT_TYPE, typeOfName, type SourceType } from './extract/type.ts';
import { meaningOf } from './meaning.ts';
import { publish } from './publish.ts';
import { advance, fail, isWanted, READ_TIMER, type ReadContext } from './reading.ts';
import type { Reading } from './reading-store.ts';
import { MAX_TITLE, prepareReading } from './slices.ts';
import { RESUME_MS } from './write.ts';

/** A source that was taken up so often without getting on ends its process each time: it is given up. */
const MAX_TRIES = 3;
/** Longest that an address may take, redirects and body and all. */
const MAX_FETCH_MS = 20_000;

/** `gone`: another source took its place, or the document was removed. */
type Step = 'done' | 'gone' | FailureCode;

type Brought = { type: SourceType; bytes: Uint8Array<ArrayBuffer>; charset: string | null };

const bring = async (
  { files, network }: ReadContext,
  { source, readingId }: Reading,
): Promise<Result<Brought, FailureCode>> => {
  if (source.kind === 'file') {
    const [bytes, type] = [await files.get(readingId), typeOfName(source.fileName)];
    if (type === null) return err('unsupported');
    return bytes === null ? err('interrupted') : ok({ type, bytes, charset: null });
  }
  if (source.kind !== 'url') throw new Error(`nothing to bring of a ${source.kind}`);
  const internet = network();
  if (internet === null) return err('urls_off');
  const limits = { maxBytes: MAX_SOURCE_BYTES, maxMs: MAX_FETCH_MS, types: Object.keys(BY_CONTENT_TYPE) };
  const fetched = await safeFetch(internet, source.url, limits);
  if (!fetched.ok) return fetched;
  const type = BY_CONTENT_TYPE[fetched.value.type];
  return type === undefined ? err('unsupported') : ok({ ...fetched.value, type });
};

/** Reads on from the first part that is not stored. */
const readParts = async (ctx: ReadContext, reading: Reading, extractor: Extractor): Promise<Step> => {
  const { readingId } = reading;
  const known = ctx.readings.texts(readingId);
  let characters = known.reduce((sum, text) => sum + text.length, 0);
  for (let part = known.length; part < extractor.parts; part++) {
    let text: string;
    try {
      text = await extractor.part(part);
    } catch {
      return 'broken';
    }
    characters += text.length;
    if (characters > MAX_SOURCE_CHARACTERS) return 'too_long';
    const read = { done: part + 1, total: extractor.parts };
    const wanted = advance(ctx, reading, 'extracting', read, () => {
      ctx.readings.addText(readingId, part, part === 0 ? text : `\n\n${text}`);
      ctx.readings.put({ ...reading, tries: 0 });
    });
    if (!wanted) return 'gone';
  }
  return ctx.readings.texts(readingId).join('').trim() === '' ? extractor.without : 'done';
};

const extract = async (ctx: ReadContext, reading: Reading): Promise<Step> => {
  const brought = await bring(ctx, reading);
  if (!brought.ok) return brought.error;
  // What an address says may have changed since the last part.
  if (reading.source.kind === 'url') ctx.readings.dropTexts(reading.readingId);
  const { type, bytes, charset } = brought.value;
  const opened = await openSource(type, bytes, charset);
  if (!opened.ok) return opened.error;
  const extractor = opened.value;
  try {
    const step = await readParts(ctx, reading, extractor);
    if (step !== 'done') return step;
    const title = reading.title ?? extractor.title?.slice(0, MAX_TITLE) ?? null;
    const wanted = advance(ctx, reading, 'indexing', { done: 0, total: null }, () =>
      ctx.readings.put({ ...reading, title, tries: 0 }),
    );
    return wanted ? 'done' : 'gone';
  } finally {
    await extractor.close();
  }
};

/** Makes the passages ready, then puts them in the place of those of before, all at once. */
const index = async (ctx: ReadContext, reading: Reading): Promise<Step> => {
  const draft = await prepareReading(ctx, reading);
  if (typeof draft === 'string') return draft;
  return await ctx.inOrder(async () => {
    const meaning = await meaningOf(ctx, draft);
    if (!isWanted(ctx, reading)) return 'gone';
    const more = () => ctx.endReading(reading.documentId);
    const { published } = publish(ctx, draft, reading.publish, { meaning, more });
    return published ? 'done' : 'golden';
  });
};

/** The timer of a source: takes it up where it stands. May be run again after a death at any point. */
export const readSource = async (ctx: ReadContext, documentId: string): Promise<void> => {
  const reading = ctx.readings.get(documentId);
  if (reading === null) return;
  // Whoever sent it still waits for it, and is at it.
  if (ctx.writing.has(reading.readingId)) return ctx.timers.set(READ_TIMER, documentId, ctx.clock.now() + RESUME_MS);
  if (reading.tries >= MAX_TRIES) return fail(ctx, reading, 'internal');
  ctx.commit(() => ctx.readings.put({ ...reading, tries: reading.tries + 1 }));
  let step: Step = ctx.store.document(documentId)?.state === 'indexing' ? 'done' : await extract(ctx, reading);
  const read = ctx.readings.get(documentId);
  if (step === 'done' && read?.readingId === reading.readingId) step = await index(ctx, read);
  if (step !== 'done' && step !== 'gone') fail(ctx, reading, step);
};
