import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { hit } from '../../lib/failpoint.ts';
import type { Actor, Refused } from '../rpc/common.ts';
import { change } from './change.ts';
import type { ConversationContext } from './context.ts';
import { decideRelease, decideTakeover, handOver, restingHolder } from './control.ts';
import { addNotice, changeControl } from './control-change.ts';
import { buildRow } from './row.ts';
import { movedAway } from './send.ts';

type ControlResult =
  | { ok: true; row: ConversationRow }
  | (Refused<'stale' | 'not_found'> & { control: Control | null });

const missing: ControlResult = { ok: false, code: 'not_found', message: 'no such conversation', control: null };

const answer = (ctx: ConversationContext, verdict: 'same' | 'stale' | 'change'): ControlResult => {
  const row = buildRow(ctx.store);
  if (row === null) return missing;
  if (verdict !== 'stale') return { ok: true, row };
  return { ok: false, code: 'stale', message: 'somebody else has changed who is in control', control: row.control };
};

/** See `ConversationRpc.takeover`: new generation, fence and cancellations in one transaction. */
export const takeover = (
  ctx: ConversationContext,
  input: { actor: Actor; generation: number; releaseAfterMs: number | null },
): ControlResult => {
  if (ctx.store.state() === null) return missing;
  if (ctx.store.moved() !== null) return movedAway(ctx);
  hit('takeover.before_commit');
  const verdict = change(ctx, (tx) => {
    const { actor, generation, releaseAfterMs } = input;
    const decided = decideTakeover(tx.state.control, actor, generation, tx.now, releaseAfterMs);
    if (decided.kind === 'change')
      changeControl(ctx, tx, { control: decided.control, cause: 'takeover', by: actor.name, releaseAfterMs });
    return decided.kind;
  });
  hit('takeover.committed');
  return answer(ctx, verdict);
};

/** See `ConversationRpc.release`. What the contact wrote meanwhile and nobody answered, the bot answers now. */
export const release = (
  ctx: ConversationContext,
  input: { actor: Actor; generation: number; note: string | null; resolve: boolean },
): ControlResult => {
  if (ctx.store.state() === null) return missing;
  if (ctx.store.moved() !== null) return movedAway(ctx);
  const verdict = change(ctx, (tx) => {
    const { actor, generation, note, resolve } = input;
    const { optedOut, group } = tx.state;
    const decided = decideRelease(tx.state.control, generation, resolve, tx.now, optedOut !== null, group);
    if (decided.kind === 'change' && decided.control.holder.kind === 'bot' && tx.state.optedOut !== null) {
      tx.record('optin.recorded', null, { seq: null });
      addNotice(ctx, tx, { event: 'opted_in', by: actor.name }, null);
    }
    if (decided.kind === 'change')
      changeControl(ctx, tx, {
        control: decided.control,
        cause: resolve ? 'resolve' : 'release',
        by: actor.name,
        note,
      });
    return decided.kind;
  });
  return answer(ctx, verdict);
};

/** A person has been silent for as long as they said: the bot takes over again. */
export const autoRelease = (ctx: ConversationContext): void =>
  change(ctx, (tx) => {
    const { holder, releaseAt } = tx.state.control;
    if (releaseAt === null || releaseAt > tx.now || holder.kind !== 'human') return;
    tx.record('timer.fired', null, { timer: 'release' });
    changeControl(ctx, tx, {
      control: handOver(tx.state.control, restingHolder(tx.state), tx.now, null),
      cause: 'timer',
      by: holder.name,
    });
  });

/** See `ConversationRpc.fenced`. */
export const confirmFence = (
  ctx: ConversationContext,
  generation: number,
  inFlight: readonly string[],
  numberId: string,
): void => {
  const state = ctx.store.state();
  if (state === null || generation < state.control.generation) return;
  if (state.fences[numberId] === inFlight.length) return;
  change(ctx, (tx) => void tx.record('fence.confirmed', null, { generation, inFlight: inFlight.length, numberId }));
};
