import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Author } from '@oconnector/protocol/model/message.ts';
import { uuidv7 } from '../../lib/random.ts';
import type { ConversationRpc, RestoredMessage } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';

type RestoreInput = Parameters<ConversationRpc['restore']>[0];

const authorOf = (by: Extract<RestoredMessage, { direction: 'out' }>['by']): Author =>
  by.kind === 'human' ? { kind: 'human', userId: by.userId, name: by.name } : { kind: by.kind };

/** Since when the restored contact waits: the first message after the last answer. */
const waitingSince = (messages: readonly RestoredMessage[], status: RestoreInput['status']): number | null => {
  if (status === 'resolved') return null;
  const lastOut = messages.findLastIndex(({ direction }) => direction === 'out');
  return messages[lastOut + 1]?.at ?? null;
};

const controlOf = ({ holder, messages }: RestoreInput, now: number): Control => ({
  holder,
  generation: 1,
  since: messages.at(-1)?.at ?? now,
  // Nobody asked for an end: what was held by a person when it was brought in stays so until one decides.
  releaseAt: null,
  fence: { confirmed: true, inFlight: 0 },
});

/** What failed can be dealt with, so it needs a name. */
const restoredId = (ctx: ConversationContext, tx: Change, status: string): string | null =>
  status === 'failed' ? uuidv7(ctx.random, tx.now) : null;

/** See `ConversationRpc.restore`: one transaction, one event, no turn, no send; the Inbox hears of the last line only. */
export const restore = (ctx: ConversationContext, input: RestoreInput): boolean => {
  const { clienteId, contactId } = ctx.identity;
  if (input.clienteId !== clienteId || input.contact.contactId !== contactId)
    throw new Error(`a history of another contact came to ${ctx.identity.name}`);
  if (ctx.store.state() !== null || input.messages.length === 0) return false;
  change(ctx, (tx) => restoreAll(ctx, tx, input));
  return true;
};

const restoreAll = (ctx: ConversationContext, tx: Change, input: RestoreInput): void => {
  const { numberId, contact, replyTo, messages, status } = input;
  ctx.store.saveContact(contact);
  ctx.store.saveReplyTo(replyTo);
  tx.record('conversation.opened', null, { numberId });
  const version = tx.record('history.restored', null, {
    control: controlOf(input, tx.now),
    releaseAfterMs: null,
    status,
    messages: messages.length,
    inbound: messages.filter(({ direction }) => direction === 'in').length,
    lastAt: messages.at(-1)?.at ?? tx.now,
    waitingSince: waitingSince(messages, status),
    failed: messages.filter((message) => message.direction === 'out' && message.status === 'failed').length,
  });
  messages.forEach((message, index) => {
    const seq = index + 1;
    const content: Content = { type: 'text', text: message.text };
    const placed = { seq, at: message.at, version: seq === messages.length ? version : 0, numberId, content };
    const inserted =
      message.direction === 'in'
        ? ctx.store.insertInbound({
            ...placed,
            waId: message.waId,
            sentAt: message.at,
            media: null,
            late: false,
            old: false,
          })
        : ctx.store.insertRestoredOut({
            ...placed,
            author: authorOf(message.by),
            status: message.status,
            commandId: restoredId(ctx, tx, message.status),
          });
    if (!inserted) throw new Error(`message ${seq} of a history has the key of an earlier one`);
  });
};
