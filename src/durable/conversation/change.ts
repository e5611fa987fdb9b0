import { settleCommands } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { deadlinesOf, type Deadlines } from './deadlines.ts';
import type { ConversationEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { united } from './span.ts';
import type { ConversationState } from './state.ts';

export const PUBLISH = 'publish';
export const CARRY = 'carry';

/**
 * Changes the conversation: `body` decides and writes in one transaction; the timers, the next command to hand over and the
 * publication follow from the state it leaves. Nothing is written when `body` throws.
 */
export const change = <T>(ctx: ConversationContext, body: (tx: Change) => T): T =>
  ctx.commit(() => {
    const before = ctx.store.state();
    const tx = openChange(ctx, before);
    const result = body(tx);
    if (!tx.recorded()) return result;
    settleCommands(ctx, tx);
    oweCarry(ctx, tx);
    ctx.store.saveState(tx.state);
    settleTimers(ctx, deadlinesOf(before, ctx.settings), deadlinesOf(tx.state, ctx.settings));
    ctx.outbox.put(PUBLISH, '');
    return result;
  });

/** Where the contact has turned out to be another one, what waits, or waits again, is owed to that conversation. */
const oweCarry = (ctx: ConversationContext, { state }: Change): void => {
  const moved = ctx.store.moved();
  if (moved === null || moved.held === null) return;
  if (state.pending !== null) ctx.store.saveMoved({ ...moved, held: united(moved.held, state.pending.spans) });
  if (moved.handed) ctx.outbox.put(CARRY, '');
};

const openChange = (ctx: ConversationContext, before: ConversationState | null): Change & { recorded(): boolean } => {
  let state = before;
  return {
    now: ctx.clock.now(),
    get opened() {
      return state !== null;
    },
    get state() {
      if (state === null) throw new Error('the conversation was never opened');
      return state;
    },
    record: (kind, correlation, data) => {
      // Kind and data belong together by the signature; the union cannot say so for a type parameter.
      const event = ctx.journal.append(kind, correlation, data) as unknown as ConversationEvent;
      state = evolve(state, event);
      return event.seq;
    },
    recorded: () => state !== before,
  };
};

/**
 * Brings the stored timers to what the state asks for: after waking, because settings may have changed, and after a timer
 * has run. A deadline that its handler left in the past is put off a little instead of ringing without end.
 */
export const syncTimers = (ctx: ConversationContext): void => {
  const wanted = deadlinesOf(ctx.store.state(), ctx.settings);
  for (const kind of Object.keys(wanted) as (keyof Deadlines)[]) {
    const due = wanted[kind];
    const set = ctx.timers.get(kind, '');
    if (due === null && set !== null) ctx.timers.clear(kind, '');
    else if (due !== null && due !== set) ctx.timers.set(kind, '', due);
  }
};

const settleTimers = (ctx: ConversationContext, before: Deadlines, after: Deadlines): void => {
  for (const kind of Object.keys(after) as (keyof Deadlines)[]) {
    const due = after[kind];
    if (due === before[kind]) continue;
    if (due === null) ctx.timers.clear(kind, '');
    else ctx.timers.set(kind, '', due);
  }
};
