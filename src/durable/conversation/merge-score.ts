import type { MovedLine } from '../rpc/conversation.ts';
import type { Change, ConversationContext } from './context.ts';
import { faded, newStanding } from './score.ts';
import { countSignal } from './score-move.ts';
import { replayScore } from './score-replay.ts';
import { addLine, playbookOf, standingOf } from './signals.ts';

/** What becomes of the score where two contacts turn out to be one, or not to be (rule L8). */

/** A line of another contact's thread brings what was read in it along, as far as it has not faded. */
export const inheritSignals = (
  ctx: ConversationContext,
  tx: Change,
  messageSeq: number,
  signals: MovedLine['signals'],
): void => {
  for (const { reason, at, quote, source } of signals) {
    const standing = standingOf(tx);
    const move = countSignal(standing, reason, playbookOf(ctx).weights, tx.now);
    if (move === null) continue;
    const delta = move.axis === 'fit' ? move.delta : faded(move.delta, tx.now - at, standing.tuning);
    addLine(ctx, tx, { ...move, delta }, { messageSeq, quote, source });
  }
};

/**
 * The lines that are given back, and whatever was counted because of them, count no more: the score is what the rest of the ledger comes
 * to, as it was counted. What a person said stays.
 */
export const disownSignals = (
  ctx: ConversationContext,
  tx: Change,
  mergeId: string,
  lines: readonly { seq: number }[],
): void => {
  const without = ctx.store.dropScoreLines(lines.map(({ seq }) => seq));
  if (without.length === 0) return;
  const { standing } = replayScore(ctx.store.scoreEvents(), null, new Set(without));
  tx.record('score.replayed', mergeId, { without, standing: standing ?? newStanding(tx.now) });
};
