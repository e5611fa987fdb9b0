import { hit } from '../../lib/failpoint.ts';
import type { Kit } from '../kit/context.ts';
import type { Piece } from './passages.ts';
import { splitDocument } from './passages.ts';
import { prepare, type Prepared } from './prepare.ts';
import type { Draft } from './publish.ts';
import { advance, type ReadingContext } from './reading.ts';
import type { Reading } from './reading-store.ts';

/**
 * The work that takes time is done a slice at a time, and between two slices whoever asks is answered: the object has one thread. A slice of a
 * source is stored with its progress, so that a death goes on with the next one; nothing of it is searched before the whole takes its place.
 */

/** Passages of one slice: some ten milliseconds. */
export const SLICE = 25;

/** Characters of a title that a source has by itself. */
export const MAX_TITLE = 200;

export const titleOf = ({ title, source, documentId }: Reading): string => {
  if (title !== null) return title;
  if (source.kind === 'file') return source.fileName.replace(/\.[^.]{1,8}$/u, '');
  return source.kind === 'url' ? source.url.slice(0, MAX_TITLE) : documentId;
};

/** Makes passages ready that are only tried: nothing of them is stored. */
export const prepareInMemory = async (
  { sleep }: Pick<Kit, 'sleep'>,
  title: string,
  pieces: readonly (Piece & { questions?: string[] })[],
): Promise<Prepared[]> => {
  const prepared: Prepared[] = [];
  for (const [i, piece] of pieces.entries()) {
    if (i > 0 && i % SLICE === 0) await sleep(0);
    prepared.push(prepare(title, piece));
  }
  return prepared;
};

/** Goes on with the first slice of a source that is not stored. `gone`: another source took its place, or the document was removed. */
export const prepareReading = async (
  ctx: ReadingContext & Pick<Kit, 'sleep'>,
  reading: Reading,
): Promise<Draft | 'empty' | 'gone'> => {
  const { documentId, readingId, source } = reading;
  const title = titleOf(reading);
  const text = source.kind === 'text' ? source.text : ctx.readings.texts(readingId).join('');
  const pieces = splitDocument({ title, text });
  if (pieces.length === 0) return 'empty';
  for (let done = ctx.readings.countPrepared(readingId); done < pieces.length; done += SLICE) {
    const slice = pieces.slice(done, done + SLICE).map((piece) => prepare(title, piece));
    const wanted = advance(ctx, reading, 'indexing', { done: done + slice.length, total: pieces.length }, () => {
      slice.forEach((passage, i) => ctx.readings.addPrepared(readingId, done + i, passage));
      ctx.readings.gotOn(readingId);
    });
    if (!wanted) return 'gone';
    hit('knowledge.slice');
    await ctx.sleep(0);
  }
  const passages = ctx.readings.prepared(readingId);
  return { documentId, title, source, characters: text.length, passages };
};
