import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import { change } from './change.ts';
import { queueCommand } from './commands.ts';
import type { ConversationContext } from './context.ts';
import { decideFollowUp, followUpDueAt } from './follow-up.ts';
import { FOLLOW_UP } from './wording.ts';

/** Pause before the playbook is asked for again. */
const AGAIN_MS = 5 * 60_000;

/** Called by its timer: asks how the cliente wants it today, then says it, unless there was any sign meanwhile. */
export const startFollowUp = (ctx: ConversationContext): void => {
  const state = ctx.store.state();
  const due = state && followUpDueAt(state);
  if (due === null || due > ctx.clock.now()) return;
  ctx.background(followUp(ctx));
};

/** Never rejects, except where a failpoint kills it. */
const followUp = async (ctx: ConversationContext): Promise<void> => {
  const playbook = await ctx.playbook().catch(() => null);
  hit('follow_up.before_commit');
  change(ctx, (tx) => {
    // Whatever happened while the playbook was asked for decides: it is due now, or it is not.
    const due = followUpDueAt(tx.state);
    if (due === null || due > tx.now) return;
    const decided = playbook && decideFollowUp(tx.state, playbook, tx.now);
    if (decided === null) tx.record('followup.moved', null, { at: tx.now + AGAIN_MS });
    else if (decided.kind === 'wait') tx.record('followup.moved', null, { at: decided.at });
    else {
      tx.record('followup.ended', null, { said: decided.kind === 'say' });
      if (decided.kind === 'say') queueCommand(ctx, tx, followUpCommand(ctx, tx.now));
    }
  });
  hit('follow_up.committed');
};

const followUpCommand = (ctx: ConversationContext, now: number): Parameters<typeof queueCommand>[2] => ({
  commandId: uuidv7(ctx.random, now),
  class: 'reply',
  author: { kind: 'bot' },
  content: { type: 'text', text: FOLLOW_UP[ctx.store.language()] },
  // Now or not at all: who comes back meanwhile must not find it.
  notAfter: now + ctx.settings.followUpLifeMs,
  turn: null,
  isFollowUp: true,
});
