import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { hit } from '../../lib/failpoint.ts';
import { newId } from '../../lib/random.ts';
import { canonicalAliases, usableName } from './canonical.ts';
import type { DirectoryContext } from './context.ts';

/** The Directory's state is its tables; the log only tells the inspector what happened lately. */
const KEPT_EVENTS = 5_000;

export type ResolveRequest = { aliases: Alias[]; pushName: string | null };
export type Resolved = { contact: Contact; created: boolean };

/**
 * Finds or creates the contact of each request, all in one transaction. When the aliases of one request belong to
 * several contacts the oldest one gets the message, and from then on whatever comes by any of them: one person must not be
 * talked to in two conversations at once. The others keep their threads and their own aliases.
 *
 * @throws when a request has no alias.
 */
export const resolve = (context: DirectoryContext, requests: readonly ResolveRequest[]): Resolved[] => {
  const resolved = context.commit(() => {
    const all = requests.map((request) => resolveOne(context, request));
    context.journal.keepLast(KEPT_EVENTS);
    hit('directory.resolve.before_commit');
    return all;
  });
  hit('directory.resolve.after_commit');
  return resolved;
};

const resolveOne = (context: DirectoryContext, request: ResolveRequest): Resolved => {
  const { store, journal, random, clock } = context;
  const aliases = canonicalAliases(request.aliases);
  if (aliases.length === 0) throw new Error('a contact without an alias');
  const now = clock.now();
  const [known, ...others] = store.owners(aliases);
  const contactId = known ?? newId(random, 'con');
  if (known === undefined) {
    store.create(contactId, now);
    journal.append('contact_created', contactId, {});
  }
  for (const other of others) {
    store.merge(contactId, other, now);
    journal.append('alias_merged', contactId, { kept: contactId, other });
  }
  for (const alias of aliases) {
    if (store.learn(contactId, alias, now)) journal.append('alias_learnt', contactId, { kind: alias.kind });
  }
  const name = usableName(request.pushName);
  if (name !== null && store.rename(contactId, name)) journal.append('renamed', contactId, {});
  const contact = store.get(contactId);
  if (contact === null) throw new Error(`contact ${contactId} is not there after it was stored`);
  return { contact, created: known === undefined };
};
