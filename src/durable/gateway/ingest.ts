import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { hit } from '../../lib/failpoint.ts';
import { contactsOf, forget } from './contacts.ts';
import type { GatewayContext } from './context.ts';
import { isInfrastructure, isPoison } from './delivery.ts';
import { ingestWithFiles } from './files.ts';
import { inTurn, isBlocked, type Flow } from './flow.ts';

/** An item that nobody will take: its conversation cannot (`poison`), or has its id with other words (`conflict`). */
export type Buried = { item: UpItem; code: 'poison' | 'conflict'; error: string; contact: Contact | null };

/** What became of the items of one frame so far. `take` it to make it durable; more may come. */
export type Tally = { stored: { s: number; contactId: string }[]; buried: Buried[]; refused: number[] };

/** A journal's stream and the frame that is being worked on. */
type Work = { journalEpoch: string; flow: Flow; tally: Tally };

/**
 * Hands admitted items to their conversations: one look-up of contacts for the frame, one queue per contact, contacts in
 * parallel. Resolves when every item is in the tally; rejects only when this object itself cannot store.
 *
 * Look-ups happen in the order of the frames and items join their queues right after, so that a look-up that takes longer
 * cannot turn the order of a contact's messages around.
 */
export const ingestAll = async (context: GatewayContext, work: Work, items: readonly UpItem[]): Promise<void> => {
  const queued = work.flow.intake.then(() => enqueueAll(context, work, items));
  work.flow.intake = queued.then(
    () => {},
    () => {},
  );
  await Promise.all(await queued);
};

const enqueueAll = async (context: GatewayContext, work: Work, items: readonly UpItem[]): Promise<Promise<void>[]> => {
  let contacts: Contact[];
  try {
    contacts = await contactsOf(
      context,
      items.map(({ message }) => message),
    );
    hit('gateway.up.resolved');
  } catch (error) {
    return onUnresolved(context, work, items, error);
  }
  const groups = new Map<string, { contact: Contact; items: UpItem[] }>();
  for (const [i, item] of items.entries()) {
    const contact = contacts[i];
    if (contact === undefined) continue;
    const group = groups.get(contact.contactId);
    if (group === undefined) groups.set(contact.contactId, { contact, items: [item] });
    else Object.assign(group, { contact }).items.push(item);
  }
  return [...groups.values()].map(({ contact, items: own }) =>
    inTurn(context.memory.tails, contact.contactId, () =>
      context.memory.slots(() => ingestGroup(context, work, contact, own)),
    ),
  );
};

/** The Directory failed. With several items in the frame, each is asked for alone, to find out which one it is. */
const onUnresolved = async (
  context: GatewayContext,
  work: Work,
  items: readonly UpItem[],
  error: unknown,
): Promise<Promise<void>[]> => {
  const [only, another] = items;
  if (only !== undefined && another === undefined && !isInfrastructure(error))
    await failed(context, work, only, null, error);
  else if (isInfrastructure(error)) for (const item of items) refuse(work, item.s, null);
  else {
    const queued: Promise<void>[] = [];
    for (const item of items) {
      if (isBlocked(work.flow, item.s, '')) refuse(work, item.s, null);
      else queued.push(...(await enqueueAll(context, work, [item])));
    }
    return queued;
  }
  return [];
};

/** Items of one contact, when it is their turn. On failure one by one, so that a bad one is found and names itself. */
const ingestGroup = async (
  context: GatewayContext,
  work: Work,
  contact: Contact,
  items: readonly UpItem[],
): Promise<void> => {
  const open = items.filter((item) => {
    const blocked = isBlocked(work.flow, item.s, contact.contactId);
    if (blocked) refuse(work, item.s, contact.contactId);
    return !blocked;
  });
  const newest = open.at(-1);
  const replyTo = newest?.message.contact[0];
  if (newest === undefined || replyTo === undefined) return;
  try {
    const { clienteId, numberId } = context;
    const batch = { clienteId, numberId, contact, replyTo, journalEpoch: work.journalEpoch, items: open };
    const results = await ingestWithFiles(context, batch);
    countMissed(
      context,
      open.filter((_, i) => results[i]?.outcome === 'stored'),
    );
    for (const [i, item] of open.entries()) {
      const outcome = results[i]?.outcome;
      if (outcome === 'moved') {
        // The contact became another one, or two, since it was looked up: it is looked up again when the item comes again.
        forget(context.memory.contacts, contact.contactId);
        refuse(work, item.s, contact.contactId);
      } else if (outcome !== 'conflict') work.tally.stored.push({ s: item.s, contactId: contact.contactId });
      else work.tally.buried.push({ item, code: 'conflict', error: 'its id came before with other words', contact });
    }
  } catch (error) {
    if (isInfrastructure(error)) for (const item of open) refuse(work, item.s, contact.contactId);
    else if (open.length === 1) await failed(context, work, newest, contact, error);
    else for (const item of open) await ingestGroup(context, work, contact, [item]);
  }
};

/** What contacts wrote while the number was away stands in its history, as a count. */
const countMissed = (context: GatewayContext, stored: readonly UpItem[]): void => {
  const { store } = context;
  const since = store.standingSince();
  const late = stored.filter(({ message }) => !message.fromMe && message.sentAt < since);
  if (late.length > 0) context.commit(() => late.forEach(({ message }) => store.countMissed(message.sentAt)));
};

/** Not now; the agent sends it again, and nothing later of its contact goes before it. */
const refuse = ({ flow, tally }: Work, s: number, contactId: string | null): void => {
  flow.inFlight.delete(s);
  flow.stuck.set(s, contactId);
  tally.refused.push(s);
};

/**
 * The item itself may be the reason, but only while whoever should take it answers: then it is counted, and given up after
 * so many times and so long.
 */
const failed = async (
  context: GatewayContext,
  work: Work,
  item: UpItem,
  contact: Contact | null,
  error: unknown,
): Promise<void> => {
  const contactId = contact?.contactId ?? null;
  context.memory.errors++;
  const answers = await takesNothing(context, item, contact);
  context.log.warn({ s: item.s, contactId, error, answers }, 'an item failed');
  if (!answers) return refuse(work, item.s, contactId);
  const now = context.clock.now();
  const failures = context.commit(() => context.store.countFailure(work.journalEpoch, item.s, String(error), now));
  if (isPoison(failures, now)) work.tally.buried.push({ item, code: 'poison', error: String(error), contact });
  else refuse(work, item.s, contactId);
};

/** Whether the object that failed on an item does its work without it: the same call, with nothing in it. */
const takesNothing = async (context: GatewayContext, item: UpItem, contact: Contact | null): Promise<boolean> => {
  const { clienteId, numberId, ports } = context;
  const replyTo = item.message.contact[0];
  try {
    if (contact === null || replyTo === undefined) await ports.directory().resolve([]);
    else
      await ports
        .conversation(contact.contactId)
        .ingest({ clienteId, numberId, contact, replyTo, journalEpoch: null, items: [] });
    return true;
  } catch {
    return false;
  }
};
