import { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import type { IngestResult } from '../rpc/conversation.ts';
import { contactsOf, forget } from './contacts.ts';
import type { GatewayContext } from './context.ts';
import { ingestWithFiles } from './files.ts';
import { inTurn } from './flow.ts';

/** Letters read at a time: one may have the bytes of a whole frame. */
const PAGE = 20;

/** See `GatewayRpc.requeueDeadLetters`. A letter goes only when its conversation has the message. */
export const requeueDeadLetters = async (context: GatewayContext): Promise<{ requeued: number; kept: number }> => {
  const { store, journal } = context;
  let requeued = 0;
  let after = 0;
  for (let page = store.requeueable(after, PAGE); page.length > 0; page = store.requeueable(after, PAGE)) {
    for (const letter of page) {
      after = letter.id;
      const contactId = await requeue(context, letter);
      if (contactId === null) continue;
      context.commit(() => {
        store.removeLetter(letter.id);
        journal.append('requeued', contactId, { s: letter.s });
      });
      requeued++;
    }
  }
  return { requeued, kept: store.countDeadLetters() };
};

/** The contact whose conversation has the message now; null when it was not taken. */
const requeue = async (
  context: GatewayContext,
  { journalEpoch, s, bytes }: { journalEpoch: string; s: number; bytes: string },
): Promise<string | null> => {
  const { clienteId, numberId } = context;
  const parsed = UpItem.safeParse(JSON.parse(bytes));
  if (!parsed.success) return null;
  // Nobody waits any more for the bot's answer to what was given up.
  const message = { ...parsed.data.message, old: true };
  const replyTo = message.contact[0];
  try {
    const [contact] = await contactsOf(context, [message]);
    if (contact === undefined || replyTo === undefined) return null;
    const batch = { clienteId, numberId, contact, replyTo, journalEpoch, items: [{ s, message }] };
    let results: IngestResult[] = [];
    await inTurn(context.memory.tails, contact.contactId, async () => {
      results = await ingestWithFiles(context, batch);
    });
    const [result] = results;
    if (result?.outcome === 'moved') forget(context.memory.contacts, contact.contactId);
    return result?.outcome === 'stored' || result?.outcome === 'duplicate' ? contact.contactId : null;
  } catch (error) {
    context.log.warn({ s, error }, 'a dead letter was not taken');
    return null;
  }
};
