import type { Change, ConversationContext } from './context.ts';
import { newStanding } from './score.ts';
import { replayScore } from './score-replay.ts';

/**
 * The lines that rest on these messages, and whatever was counted because of them, count no more: the score is what the rest of the
 * ledger comes to, as it was counted. What a person said stays.
 */
export const withdrawLines = (
  ctx: ConversationContext,
  tx: Change,
  correlation: string,
  seqs: readonly number[],
): void => {
  const without = ctx.store.dropScoreLines(seqs);
  if (without.length === 0) return;
  const { standing } = replayScore(ctx.store.scoreEvents(), null, new Set(without));
  tx.record('score.replayed', correlation, { without, standing: standing ?? newStanding(tx.now) });
};
