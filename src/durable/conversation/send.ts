import { contentText, type Content } from '@oconnector/protocol/model/content.ts';
import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import type { Actor } from '../rpc/common.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import { change } from './change.ts';
import { queueCommand, SEND } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { decideSend, extendedRelease } from './control.ts';
import { changeControl } from './control-change.ts';
import { askAgainAt } from './delivery-status.ts';
import { contentOfUpload } from './adopt-file.ts';

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

type SendInput = Parameters<ConversationRpc['send']>[0];
type SendResult = Awaited<ReturnType<ConversationRpc['send']>>;
type Refusal = Extract<SendResult, { ok: false }>['code'];

/** What a request asks to be said; null when there is no such upload (any more). */
const contentAsked = (ctx: ConversationContext, { text, mediaId }: SendInput): Content | null =>
  mediaId === undefined ? { type: 'text', text } : contentOfUpload(ctx, mediaId, text);

/** Whether a content is what a request asks for. */
const says = (content: Content, { text, mediaId }: SendInput): boolean =>
  content.type === 'media'
    ? content.media.mediaId === mediaId && contentText(content) === text
    : mediaId === undefined && contentText(content) === text;

/** See `ConversationRpc.send`. */
export const sendByHuman = (ctx: ConversationContext, input: SendInput): SendResult => {
  const { actor, clientId, generation } = input;
  const refuse = (code: Refusal, message: string): SendResult => ({
    ok: false,
    code,
    message,
    control: ctx.store.state()?.control ?? null,
  });
  if (ctx.store.state() === null) return refuse('not_found', 'no such conversation');
  const known = ctx.store.messageOfClient(clientId);
  hit('send.before_commit');
  if (known === null) {
    const content = contentAsked(ctx, input);
    if (content === null) return refuse('no_media', 'there is no such upload');
    if (content.type === 'media' && content.media.kind === 'audio' && content.caption !== undefined)
      return refuse('no_caption', 'nothing stands under an audio');
    const said = change(ctx, (tx) =>
      say(ctx, tx, { actor, commandId: uuidv7(ctx.random, tx.now), clientId, content, generation }),
    );
    if (!said) return refuse('stale', 'somebody else has changed who is in control');
  }
  hit('send.committed');
  const control = ctx.store.state()?.control ?? null;
  const message = ctx.store.messageOfClient(clientId);
  if (message?.direction !== 'out' || control === null) throw new Error('a sent message is not in its thread');
  if (!says(message.content, input)) return refuse('conflict', 'this id has been used for something else');
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
