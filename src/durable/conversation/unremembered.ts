import type { Fact } from '@oconnector/protocol/model/fact.ts';
import { fold } from '../../ai/embedded/normalize.ts';
import type { ConversationContext } from './context.ts';
import { toLine } from './memory.ts';
import { matchOf } from './recall.ts';
import { summariseAgain } from './summary.ts';

/**
 * What the assistant is not reminded of: the lines in which something was said that a person had it forget. They stay in the thread, which is
 * the business's; only no window, no summary and no search tells the assistant of them again.
 */

/** A shorter value, such as a number of pieces, stands in lines that have nothing to do with it. */
const TELLING = 4;
/** Lines that are looked at for each value. */
const LOOKED_AT = 500;

/** Lines that say a forgotten fact: its own, and whichever repeats its value or its words. */
const linesSaying = ({ store }: Pick<ConversationContext, 'store'>, { value, quote, messageSeq }: Fact): number[] => {
  const said = [value, quote ?? ''].map((text) => fold(text).trim()).filter((text) => text.length >= TELLING);
  const matches = said.flatMap((text) => matchOf(text) ?? []);
  const repeated = matches
    .flatMap((match) => store.linesMatching(match, LOOKED_AT))
    .filter((seq) => {
      const message = store.message(seq);
      const text = fold((message && toLine(message))?.text ?? '');
      return said.some((one) => text.includes(one));
    });
  return [...(messageSeq === null ? [] : [messageSeq]), ...repeated];
};

/** Of these facts nothing is told to the assistant again. The index has every line by now. Inside a transaction. */
export const unremember = (ctx: ConversationContext, gone: readonly Fact[]): void => {
  const { store } = ctx;
  const seqs = [...new Set(gone.flatMap((fact) => linesSaying(ctx, fact)))];
  if (seqs.length === 0) return;
  store.unremember(seqs);
  for (const seq of seqs) store.indexLine(seq, '');
  summariseAgain(store);
};
