import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Effect } from '../kit/outbox.ts';
import type { QuarantinedItem } from '../rpc/conversation.ts';
import type { GatewayContext } from './context.ts';

/** Times that a conversation is told; one that cannot even take this in keeps the dead letter as the only trace. */
const TELL_AT_MOST = 20;

/** Owes the conversation the word that a message of its contact was given up. Inside a transaction. */
export const oweQuarantine = (
  context: GatewayContext,
  { journalEpoch, item, contact }: { journalEpoch: string; item: UpItem; contact: Contact },
): void => {
  const { clienteId, numberId } = context;
  const replyTo = item.message.contact[0];
  if (replyTo === undefined) return;
  const payload: QuarantinedItem = { clienteId, numberId, contact, replyTo, journalEpoch, s: item.s };
  context.outbox.put(`quarantine/${contact.contactId}`, `${journalEpoch}:${item.s}`, payload);
};

/** Tells it. */
export const tellQuarantine = async (context: GatewayContext, { payload, attempts }: Effect): Promise<void> => {
  const item = payload as QuarantinedItem;
  if (attempts >= TELL_AT_MOST)
    return context.log.error(
      { contactId: item.contact.contactId, s: item.s },
      'a conversation cannot even be told of its quarantine',
    );
  await context.ports.conversation(item.contact.contactId).quarantine(item);
};
