import type { ConversationContext } from './context.ts';
import { isWordless, toLine } from './memory.ts';
import { cut } from './row.ts';

/** Tells the business what it has no answer to, and takes that back where its words are not to be kept (rules T16, K9). */

export const UNANSWERED = 'unanswered';

const MAX_QUESTION = 500;

/** The words that a turn was asked, as they read now, and the lines of which they are; none of what was forgotten meanwhile. */
const questionOf = (ctx: ConversationContext, turnId: string): { text: string; seqs: number[] } => {
  const range = ctx.store.turnRange(turnId);
  if (range === null) return { text: '', seqs: [] };
  const gone = ctx.store.unremembered();
  const asked = ctx.store.between(range.firstInSeq, range.lastInSeq).flatMap((message) => {
    const isAsked = message.direction === 'in' && !isWordless(message) && !gone.has(message.seq);
    return (isAsked && toLine(message)) || [];
  });
  return {
    text: cut(
      asked
        .map(({ text }) => text)
        .join(' ')
        .trim(),
      MAX_QUESTION,
    ),
    seqs: asked.map(({ seq }) => seq),
  };
};

/** By what WhatsApp calls them, which names no contact and is the same in whatever conversation they come to stand. */
const namesOf = ({ store }: ConversationContext, seqs: readonly number[]): string[] =>
  seqs.flatMap((seq) => {
    const key = store.keyOf(seq);
    return key === null ? [] : [JSON.stringify([key.numberId, key.direction, key.waId])];
  });

const WITHOUT = 'without:';

/** Of these lines no question may keep the words. After what was told before, for effects of one kind keep their order. Inside a transaction. */
export const takeBackQuestions = ({ outbox }: Pick<ConversationContext, 'outbox'>, seqs: readonly number[]): void =>
  outbox.put(UNANSWERED, `${WITHOUT}${seqs.join(',')}`);

/** Nothing of the contact but the question's own words leaves the conversation. `ref`: a turn's id, or lines to be taken back. */
export const performUnanswered = async (ctx: ConversationContext, ref: string): Promise<void> => {
  if (ref.startsWith(WITHOUT)) {
    const seqs = ref.slice(WITHOUT.length).split(',').map(Number);
    return ctx.ports.knowledge().takeQuestionsBack(namesOf(ctx, seqs));
  }
  const { text, seqs } = questionOf(ctx, ref);
  if (text !== '') await ctx.ports.knowledge().unanswered(text, namesOf(ctx, seqs));
};
