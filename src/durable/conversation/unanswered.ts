import type { ConversationContext } from './context.ts';
import { isWordless, toLine } from './memory.ts';
import { cut } from './row.ts';

/** Tells the business what it has no answer to. */

export const UNANSWERED = 'unanswered';

const MAX_QUESTION = 500;

/** The words that a turn was asked, as they read now; '' when there are none, or none any more. */
const questionOf = (ctx: ConversationContext, turnId: string): string => {
  const range = ctx.store.turnRange(turnId);
  if (range === null) return '';
  const asked = ctx.store.between(range.firstInSeq, range.lastInSeq).flatMap((message) => {
    const line = message.direction === 'in' && !isWordless(message) ? toLine(message) : null;
    return line === null ? [] : [line.text];
  });
  return cut(asked.join(' ').trim(), MAX_QUESTION);
};

/** Nothing of the contact but the question's own words leaves the conversation. */
export const performUnanswered = async (ctx: ConversationContext, turnId: string): Promise<void> => {
  const question = questionOf(ctx, turnId);
  if (question !== '') await ctx.ports.knowledge().unanswered(question);
};
