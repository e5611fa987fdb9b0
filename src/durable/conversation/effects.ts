import { hit } from '../../lib/failpoint.ts';
import type { EffectHandler } from '../kit/outbox.ts';
import { CARRY, PUBLISH } from './change.ts';
import { SEND } from './commands.ts';
import type { ConversationContext } from './context.ts';
import { CANCEL } from './control-change.ts';
import { DROP_FILE } from './files.ts';
import { performCarry } from './move-out.ts';
import { LOOK, lookFailed } from './settle.ts';
import { isAutomatic } from './delivery-status.ts';
import { markDropped } from './report.ts';
import { buildRow } from './row.ts';
import { performUnanswered, UNANSWERED } from './unanswered.ts';
import { performTranscribe, TRANSCRIBE } from './voice.ts';

/** Messages in one publication: far below the 32 MiB that a call may carry, even if each is as long as can be. */
const PUBLISH_MESSAGES = 50;

/** Hands a command to its Gateway. Acts on what is true now: a command that has ended meanwhile is not sent. */
const performSend = async (ctx: ConversationContext, commandId: string): Promise<void> => {
  const { contactId } = ctx.identity;
  const standing = ctx.store.commandStatus(commandId);
  const command = ctx.store.command(commandId, contactId);
  const state = ctx.store.state();
  if (standing === null || command === null || state === null || standing.status !== 'dispatched') return;
  // The fence first: a Gateway that knows it answers for the command, whether it ever had it or not.
  if (isAutomatic(command) && command.generation < state.control.generation)
    await performCancel(ctx, standing.numberId);
  hit('send.before_rpc');
  await ctx.ports.gateway(standing.numberId).enqueue([command]);
  hit('send.after_rpc');
};

/** Raises the fence at a Gateway to the generation of now. */
const performCancel = async (ctx: ConversationContext, numberId: string): Promise<void> => {
  const state = ctx.store.state();
  if (state === null) return;
  hit('cancel.before_rpc');
  const { dropped } = await ctx.ports
    .gateway(numberId)
    .cancel({ contactId: ctx.identity.contactId, minGeneration: state.control.generation });
  hit('cancel.after_rpc');
  markDropped(ctx, dropped);
};

/** Asks the agent to look once. What it finds comes as a report; that it cannot be asked is an answer, too. */
const performLook = async (ctx: ConversationContext, commandId: string): Promise<void> => {
  const standing = ctx.store.commandStatus(commandId);
  const command = ctx.store.command(commandId, ctx.identity.contactId);
  if (standing === null || command === null || standing.status !== 'unknown' || standing.look?.endedAt !== null) return;
  hit('look.before_rpc');
  const asked = await ctx.ports.gateway(standing.numberId).look(command);
  if (asked !== 'told') lookFailed(ctx, commandId, asked === 'offline' ? 'agent_offline' : 'agent_too_old');
};

/** Within this many times `publishMs` after it told something, a conversation is busy and gathers longer. */
const BUSY_FACTOR = 4;

/** Tells the Inbox everything that changed since it was last told, after a moment in which more may change. */
const performPublish = async (ctx: ConversationContext, told: { at: number }): Promise<void> => {
  const isTold = (): boolean => ctx.store.published() >= (ctx.store.state()?.version ?? 0);
  if (isTold()) return;
  const { publishMs } = ctx.settings;
  const sinceMs = Math.abs(ctx.clock.now() - told.at);
  await ctx.sleep(Math.max(publishMs, publishMs * BUSY_FACTOR - sinceMs));
  while (!isTold()) {
    const row = buildRow(ctx.store);
    if (row === null) return;
    const { messages, upTo } = ctx.store.changedSince(ctx.store.published(), PUBLISH_MESSAGES);
    // A part of the news carries the version it reaches, so that the next part is newer for the Inbox.
    const version = messages.length < PUBLISH_MESSAGES ? row.version : Math.min(upTo, row.version);
    hit('publish.before_rpc');
    await ctx.ports.inbox().publish([{ row: { ...row, version }, messages }]);
    hit('publish.after_rpc');
    ctx.store.savePublished(version);
    told.at = ctx.clock.now();
  }
};

export const effectHandlers = (
  ctx: () => ConversationContext,
  told = { at: -Infinity },
): Record<string, EffectHandler> => ({
  [SEND]: (effect) => performSend(ctx(), effect.ref),
  [CANCEL]: (effect) => performCancel(ctx(), effect.ref),
  [LOOK]: (effect) => performLook(ctx(), effect.ref),
  [UNANSWERED]: (effect) => performUnanswered(ctx(), effect.ref),
  [TRANSCRIBE]: (effect) => performTranscribe(ctx(), Number(effect.ref)),
  [DROP_FILE]: (effect) => ctx().ports.files().delete(effect.ref),
  [PUBLISH]: () => performPublish(ctx(), told),
  [CARRY]: () => performCarry(ctx()),
});
