import type { MovedLine } from '../rpc/conversation.ts';
import type { Change, ConversationContext } from './context.ts';
import { faded } from './score.ts';
import { countSignal } from './score-move.ts';
import { addLine, playbookOf, standingOf } from './signals.ts';

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
