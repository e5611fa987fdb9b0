import type { QuarantinedItem } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { ConversationContext } from './context.ts';
import { addNotice } from './control-change.ts';

/** See `ConversationRpc.quarantine`. Somebody wrote something that nobody can read here: a person should ask. */
export const quarantine = (
  ctx: ConversationContext,
  { clienteId, numberId, contact, replyTo, journalEpoch, s }: QuarantinedItem,
): void => {
  if (clienteId !== ctx.identity.clienteId || contact.contactId !== ctx.identity.contactId)
    throw new Error(`an item of another contact came to ${ctx.identity.name}`);
  change(ctx, (tx) => {
    if (!ctx.store.quarantine(journalEpoch, s)) return;
    if (!tx.opened) tx.record('conversation.opened', null, { numberId });
    if (ctx.store.contact() === null) ctx.store.saveContact(contact);
    if (ctx.store.replyTo() === null) ctx.store.saveReplyTo(replyTo);
    addNotice(ctx, tx, { event: 'quarantined' }, null);
    tx.record('message.quarantined', null, { journalEpoch: journalEpoch.replaceAll('\0', '').toWellFormed(), s });
  });
};
