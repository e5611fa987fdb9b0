import { hit } from '../../lib/failpoint.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { ignoredAt, wasAnsweredInTime } from './follow-up.ts';
import { withdrawLines } from './score-withdraw.ts';
import { noteSignal } from './signals.ts';
import type { ConversationState } from './state.ts';

/** What a message after silence that nobody answers says of the lead (rule L11). */

/** Called by its timer. The line of the ledger shows the message that was ignored. */
export const noteIgnoredFollowUp = (ctx: ConversationContext): void => {
  hit('ignored.before_commit');
  change(ctx, (tx) => {
    // Whoever wrote in the same moment, and came first, has ended the wait.
    const due = ignoredAt(tx.state, ctx.settings);
    const { followedUp } = tx.state;
    if (followedUp === null || due === null || due > tx.now) return;
    const { seq } = followedUp;
    tx.record('followup.ignored', null, { seq });
    noteSignal(ctx, tx, 'ignored_follow_up', { messageSeq: seq, quote: null, source: 'rule' });
  });
  hit('ignored.committed');
};

/** An answer that was written in time and came later takes the line back. `before`: as it stood without the answer. */
export const heedLateAnswer = (
  ctx: ConversationContext,
  tx: Change,
  before: Pick<ConversationState, 'followedUp'>,
  { sentAt, correlation }: { sentAt: number; correlation: string },
): void => {
  const { followedUp } = before;
  // What is older than all that was said ends no wait.
  if (followedUp === null || tx.state.followedUp !== null) return;
  if (wasAnsweredInTime(before, sentAt, ctx.settings)) withdrawLines(ctx, tx, correlation, [followedUp.seq]);
};
