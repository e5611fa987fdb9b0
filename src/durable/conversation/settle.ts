import type { Control } from '@oconnector/protocol/model/control.ts';
import type { DeliveryStatus, Message, Settlement } from '@oconnector/protocol/model/message.ts';
import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import type { Actor, Refused } from '../rpc/common.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { movedAway, say } from './send.ts';
import type { CommandStatus } from './store.ts';

/** What a person does about a message that failed or of which nobody knows whether it left. Nothing of it happens by itself. */

export const LOOK = 'look';

type Input = Parameters<ConversationRpc['settle']>[0];
type Result = Awaited<ReturnType<ConversationRpc['settle']>>;
type Unsettled = CommandStatus & { status: 'failed' | 'unknown' };

const HOW = { resend: 'resent', drop: 'dropped' } as const;

/** Whether there is something to do about a message: whoever acts may be looking at a screen that is older than the truth. */
export const mayAct = (action: Input['action'], status: DeliveryStatus, settled: Settlement | null): boolean =>
  settled === null && (status === 'unknown' || (status === 'failed' && action !== 'check'));

const isUnsettled = (command: CommandStatus, action: Input['action']): command is Unsettled =>
  mayAct(action, command.status, command.settled);

const refuse = (
  code: 'stale' | 'not_found' | 'conflict',
  message: string,
  control: Control | null,
): Refused<typeof code> & { control: Control | null } => ({
  ok: false,
  code,
  message,
  control,
});

/** See `ConversationRpc.settle`. */
export const settle = (ctx: ConversationContext, { actor, commandId, action, generation }: Input): Result => {
  const control = ctx.store.state()?.control ?? null;
  const command = ctx.store.commandStatus(commandId);
  if (control === null || command === null) return refuse('not_found', 'no such message', control);
  if (action !== 'check' && command.settled?.how === HOW[action]) return answer(ctx, commandId, true);
  if (!isUnsettled(command, action)) return refuse('conflict', 'there is nothing to settle', control);
  if (action === 'check' && command.look?.endedAt === null) return answer(ctx, commandId, true);
  if (action === 'resend' && ctx.store.moved() !== null) return movedAway(ctx);
  hit('settle.before_commit');
  const done = change(ctx, (tx) => {
    if (action === 'check') return seek(ctx, tx, command);
    if (action === 'drop') return close(ctx, tx, command, actor, null);
    return resend(ctx, tx, command, actor, generation ?? tx.state.control.generation);
  });
  hit('settle.committed');
  return done
    ? answer(ctx, commandId, false)
    : refuse('stale', 'somebody else has changed who is in control', ctx.store.state()?.control ?? null);
};

const answer = (ctx: ConversationContext, commandId: string, repeated: boolean): Result => {
  const control = ctx.store.state()?.control ?? null;
  const message = ctx.store.messageOfCommand(commandId);
  if (message === null || control === null) throw new Error('a settled message is not in its thread');
  const as = message.direction === 'out' ? message.settled?.as : null;
  const resent: Message | null = as ? ctx.store.messageOfCommand(as) : null;
  return { ok: true, message, resent, control, repeated };
};

const seek = (ctx: ConversationContext, tx: Change, { commandId, seq, turnId }: Unsettled): true => {
  const version = tx.record('command.sought', turnId ?? commandId, { commandId, seq });
  ctx.store.saveLook(commandId, { askedAt: tx.now, endedAt: null }, version);
  ctx.outbox.put(LOOK, commandId);
  return true;
};

/** The same words as a new message of the person who decided it: under a new id, so that the old one stays what it was. */
const resend = (
  ctx: ConversationContext,
  tx: Change,
  command: Unsettled,
  actor: Actor,
  generation: number,
): boolean => {
  const message = ctx.store.messageOfCommand(command.commandId);
  if (message?.direction !== 'out') throw new Error(`command ${command.commandId} has no message`);
  const as = uuidv7(ctx.random, tx.now);
  if (!say(ctx, tx, { actor, commandId: as, content: message.content, generation })) return false;
  return close(ctx, tx, command, actor, as);
};

const close = (ctx: ConversationContext, tx: Change, command: Unsettled, actor: Actor, as: string | null): true => {
  const { commandId, seq, turnId, status: from, look } = command;
  const how = as === null ? 'dropped' : 'resent';
  const version = tx.record('command.settled', turnId ?? commandId, {
    commandId,
    seq,
    from,
    how,
    by: actor.userId,
    as,
  });
  if (look?.endedAt === null) ctx.store.saveLook(commandId, { ...look, endedAt: tx.now }, version);
  ctx.store.saveSettlement(commandId, { how, by: actor.name, at: tx.now, as }, version);
  return true;
};

/** A look that a person asked for found nothing new; `reason` says why, in place of what was known before. */
export const endLook = (ctx: ConversationContext, tx: Change, commandId: string, reason: string | null): void => {
  const command = ctx.store.commandStatus(commandId);
  if (command === null || command.look?.endedAt !== null) return;
  const version = tx.record('command.unfound', command.turnId ?? commandId, { commandId, seq: command.seq });
  ctx.store.saveLook(commandId, { ...command.look, endedAt: tx.now }, version);
  ctx.store.saveReason(commandId, reason, tx.now, version);
};

/** The agent could not be asked. */
export const lookFailed = (ctx: ConversationContext, commandId: string, reason: string): void =>
  change(ctx, (tx) => endLook(ctx, tx, commandId, reason));

/** The agent was asked and never answered. */
export const endOverdueLooks = (ctx: ConversationContext): void =>
  change(ctx, (tx) => {
    for (const [commandId, askedAt] of Object.entries(tx.state.looking)) {
      if (askedAt + ctx.settings.lookMs <= tx.now) endLook(ctx, tx, commandId, 'no_answer');
    }
  });
