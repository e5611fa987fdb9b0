import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import type { Actor, Refused } from '../rpc/common.ts';
import { change } from './change.ts';
import { queueCommand, SEND } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { decideSend, extendedRelease } from './control.ts';
import { changeControl } from './control-change.ts';
import { askAgainAt } from './delivery-status.ts';
import { contentJson } from './store.ts';

/** No report for too long: the Gateway gets the same command again, which answers with what it knows. */
export const askAgain = (ctx: ConversationContext): void =>
  change(ctx, (tx) => {
    for (const [commandId, command] of Object.entries(tx.state.open)) {
      const dueAt = askAgainAt(command, ctx.settings);
      if (dueAt === null || dueAt > tx.now) continue;
      tx.record('command.asked', command.turnId ?? commandId, { commandId });
      ctx.outbox.put(SEND, commandId);
    }
  });

/** Time ran out for a command that waits for its turn; `settleCommands` does the rest. */
export const expireCommands = (ctx: ConversationContext): void =>
  change(ctx, (tx) => void tx.record('timer.fired', null, { timer: 'expiry' }));

type SendResult =
  | { ok: true; message: Message; control: Control }
  | (Refused<'stale' | 'not_found' | 'conflict'> & { control: Control | null });

/** The contact turned out to be another one: whoever acts here looks at a screen that is older than that. */
export const movedAway = (ctx: ConversationContext): Refused<'stale'> & { control: Control | null } => ({
  ok: false,
  code: 'stale',
  message: 'this conversation goes on with another contact',
  control: ctx.store.state()?.control ?? null,
});

/** See `ConversationRpc.send`. */
export const sendByHuman = (
  ctx: ConversationContext,
  input: { actor: Actor; clientId: string; text: string; generation: number },
): SendResult => {
  const { actor, clientId, text, generation } = input;
  if (ctx.store.state() === null)
    return { ok: false, code: 'not_found', message: 'no such conversation', control: null };
  const content: Content = { type: 'text', text };
  const known = ctx.store.messageOfClient(clientId);
  if (known === null && ctx.store.moved() !== null) return movedAway(ctx);
  hit('send.before_commit');
  const refused =
    known === null &&
    !change(ctx, (tx) => say(ctx, tx, { actor, commandId: uuidv7(ctx.random, tx.now), clientId, content, generation }));
  hit('send.committed');
  const control = ctx.store.state()?.control ?? null;
  if (refused) return { ok: false, code: 'stale', message: 'somebody else has changed who is in control', control };
  const message = ctx.store.messageOfClient(clientId);
  if (message?.direction !== 'out' || control === null) throw new Error('a sent message is not in its thread');
  if (contentJson(message.content) !== contentJson(content))
    return { ok: false, code: 'conflict', message: 'this id has been used for another text', control };
  return { ok: true, message, control };
};

/** A person speaks: they take control and their message is on its way; false, and nothing happens, when they had not seen who has it. */
export const say = (
  ctx: ConversationContext,
  tx: Change,
  {
    actor,
    generation,
    ...said
  }: { actor: Actor; commandId: string; clientId?: string; content: Content; generation: number },
): boolean => {
  const releaseAfterMs =
    tx.state.control.holder.kind === 'human' ? tx.state.releaseAfterMs : ctx.settings.autoReleaseMs;
  const verdict = decideSend(tx.state.control, actor, generation, tx.now, releaseAfterMs);
  if (verdict.kind === 'stale') return false;
  if (verdict.kind === 'change')
    changeControl(ctx, tx, { control: verdict.control, cause: 'send', by: actor.name, releaseAfterMs });
  else extendControl(tx);
  queueCommand(ctx, tx, {
    ...said,
    class: 'human',
    author: { kind: 'human', userId: actor.userId, name: actor.name },
    notAfter: null,
    turn: null,
  });
  return true;
};

/** A person has just spoken: their time starts anew. */
export const extendControl = (tx: Change): void => {
  const releaseAt = extendedRelease(tx.state, tx.now);
  if (releaseAt !== null && releaseAt !== tx.state.control.releaseAt)
    tx.record('control.extended', null, { releaseAt });
};
