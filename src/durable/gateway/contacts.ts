import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { canonical } from '../../lib/canonical-alias.ts';
import { withRetry } from '../stubs.ts';
import type { GatewayContext } from './context.ts';

/** Aliases remembered while awake: the people of a busy hour. */
const MAX_CACHED = 4_000;
/** All are forgotten after this long: the Gateway of another number may have learnt that two contacts are one. */
const CACHED_MS = 10 * 60_000;

type Request = { aliases: Alias[]; pushName: string | null };

// What the owner typed on the phone carries the owner's own name.
const requestOf = (message: ReceivedMessage): Request => ({
  aliases: message.contact,
  pushName: message.fromMe || message.pushName === null || message.pushName.trim() === '' ? null : message.pushName,
});

/** The contact of an alias, if it is remembered. */
export const remembered = ({ memory }: Pick<GatewayContext, 'memory'>, aliases: readonly Alias[]): Contact | null => {
  const found = aliases.map((alias) => memory.contacts.get(aliasKey(alias)));
  const [first] = found;
  return first !== undefined && found.every((contact) => contact?.contactId === first.contactId) ? first : null;
};

/** Only what the Directory says of the contact: an alias that it left with another one must be asked for again. */
const remember = ({ memory }: GatewayContext, { aliases }: Request, contact: Contact): void => {
  const own = new Set(contact.aliases.map(aliasKey));
  for (const alias of aliases) {
    const key = aliasKey(alias);
    const before = memory.contacts.get(key);
    if (before !== undefined && before.contactId !== contact.contactId) forget(memory.contacts, before.contactId);
    memory.contacts.delete(key);
    if (!own.has(aliasKey(canonical(alias)))) continue;
    memory.contacts.set(key, contact);
  }
  for (const key of memory.contacts.keys()) {
    if (memory.contacts.size <= MAX_CACHED) break;
    memory.contacts.delete(key);
  }
};

/** A contact that went into another one, or came out of it, under whatever alias. */
export const forget = (contacts: Map<string, Contact>, contactId: string): void => {
  for (const [key, contact] of contacts) if (contact.contactId === contactId) contacts.delete(key);
};

const requestKey = ({ aliases, pushName }: Request): string => JSON.stringify([aliases.map(aliasKey), pushName]);

/**
 * The contact of each message, in their order: from memory, and for the rest by one call to the Directory. A message that
 * tells something new (an alias, another name) is never answered from memory.
 */
export const contactsOf = async (context: GatewayContext, messages: readonly ReceivedMessage[]): Promise<Contact[]> => {
  const { memory, clock } = context;
  if (clock.now() - memory.contactsSince > CACHED_MS) {
    memory.contacts.clear();
    memory.contactsSince = clock.now();
  }
  const found = new Map<string, Contact>();
  const unknown = new Map<string, Request>();
  for (const request of messages.map(requestOf)) {
    const contact = remembered(context, request.aliases);
    if (contact !== null && (request.pushName === null || request.pushName === contact.name))
      found.set(requestKey(request), contact);
    else unknown.set(requestKey(request), request);
  }
  if (unknown.size > 0) {
    const requests = [...unknown.values()];
    const resolved = await withRetry(
      () => context.ports.directory().resolve(requests),
      3,
      (ms) => context.sleep(ms),
    );
    for (const [i, request] of requests.entries()) {
      const contact = resolved[i]?.contact;
      if (contact === undefined) throw new Error('the Directory answered fewer requests than it was asked');
      remember(context, request, contact);
      found.set(requestKey(request), contact);
    }
  }
  return messages.map((message) => {
    const contact = found.get(requestKey(requestOf(message)));
    if (contact === undefined) throw new Error('a message without a contact');
    return contact;
  });
};
