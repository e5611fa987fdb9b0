import type { MemoryLine } from '../../ai/assistant.ts';
import { words } from '../../ai/embedded/normalize.ts';
import { stem } from '../../ai/embedded/stem.ts';
import { STOP_WORDS } from '../../ai/embedded/stop-words.ts';
import type { ConversationContext } from './context.ts';
import { toLine } from './memory.ts';

/** Finds what was said long ago. The index follows the thread when it is asked, so that no writer of a line has to think of it. */

/** Lines that one transaction indexes. */
const INDEXED_AT_ONCE = 500;
const MAX_TERMS = 24;
const MAX_LINES = 20;

const stemsOf = (text: string): string[] => words(text).map(stem);

/** Any of the words; null when there is none to look for. The words are letters and digits, so quoting them is enough. */
export const matchOf = (text: string): string | null => {
  const all = words(text);
  const telling = all.filter((word) => !STOP_WORDS.has(word));
  const terms = [...new Set((telling.length > 0 ? telling : all).map(stem))].slice(0, MAX_TERMS);
  return terms.length === 0 ? null : terms.map((term) => `"${term}"`).join(' OR ');
};

/** Brings the index up to the thread: new lines, newer words, and nothing of what was deleted, given back or forgotten. */
export const indexLines = (ctx: ConversationContext): void => {
  for (;;) {
    const lines = ctx.store.unindexed(INDEXED_AT_ONCE);
    if (lines.length === 0) return;
    ctx.commit(() => {
      const gone = ctx.store.unremembered();
      for (const { message } of lines) {
        const text = gone.has(message.seq) ? '' : (toLine(message)?.text ?? '');
        ctx.store.indexLine(message.seq, stemsOf(text).join(' '));
      }
      const last = lines.at(-1);
      if (last !== undefined) ctx.store.saveIndexed({ version: last.version, seq: last.message.seq });
    });
  }
};

/** See `TurnTools.recall`. `seen`: the lines that the turn has anyway. */
export const recall = (
  ctx: ConversationContext,
  seen: readonly MemoryLine[],
  text: string,
  limit: number,
): MemoryLine[] => {
  const match = matchOf(text);
  if (match === null || limit < 1) return [];
  indexLines(ctx);
  const known = new Set(seen.map(({ seq }) => seq));
  const wanted = Math.min(limit, MAX_LINES);
  return ctx.store
    .linesMatching(match, wanted + known.size)
    .filter((seq) => !known.has(seq))
    .slice(0, wanted)
    .map((seq) => ctx.store.message(seq))
    .map((message) => message && toLine(message))
    .filter((line) => line !== null);
};
