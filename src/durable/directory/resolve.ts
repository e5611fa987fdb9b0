import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { hit } from '../../lib/failpoint.ts';
import { newId } from '../../lib/random.ts';
import { canonicalAliases, usableName } from './canonical.ts';
import type { DirectoryContext } from './context.ts';
import { carryOut, MERGE } from './merge.ts';

/** The Directory's state is its tables; the log only tells the inspector what happened lately. */
const KEPT_EVENTS = 5_000;

export type ResolveRequest = { aliases: Alias[]; pushName: string | null };
export type Resolved = { contact: Contact; created: boolean };

/**
 * Finds or creates the contact of each request, all in one transaction. When the aliases of one request belong to
 * several contacts they are one from then on, the oldest: whatever comes by any of them is its message. Nobody is told so before
 * the other threads have arrived in its conversation, which therefore knows every message that they knew.
 *
 * @throws when a request has no alias, and when a merge could not be carried out yet.
 */
export const resolve = async (context: DirectoryContext, requests: readonly ResolveRequest[]): Promise<Resolved[]> => {
  const resolved = context.commit(() => {
    const all = requests.map((request) => resolveOne(context, request));
    context.journal.keepLast(KEPT_EVENTS);
    hit('directory.resolve.before_commit');
    return all;
  });
  hit('directory.resolve.after_commit');
  const open = context.store.openMerges(resolved.map(({ contact }) => contact.contactId));
  for (const mergeId of open) await carryOut(context, mergeId);
  return resolved;
};

const resolveOne = (context: DirectoryContext, request: ResolveRequest): Resolved => {
  const { store, journal, outbox, random, clock } = context;
  const aliases = canonicalAliases(request.aliases);
  if (aliases.length === 0) throw new Error('a contact without an alias');
  const now = clock.now();
  const known = ownersOf(context, aliases);
  const contactId = known[0] ?? newId(random, 'con');
  if (known.length === 0) {
    store.create(contactId, now);
    journal.append('contact_created', contactId, {});
  }
  for (const other of known.slice(1)) {
    const mergeId = newId(random, 'mrg');
    store.join({ mergeId, kept: contactId, other, evidence: aliases }, now);
    journal.append('alias_merged', contactId, { mergeId, kept: contactId, other });
    outbox.put(MERGE, mergeId);
  }
  for (const alias of aliases) {
    if (store.learn(contactId, alias, now)) journal.append('alias_learnt', contactId, { kind: alias.kind });
  }
  const name = usableName(request.pushName);
  if (name !== null && store.rename(contactId, name)) journal.append('renamed', contactId, {});
  const contact = store.get(contactId);
  if (contact === null) throw new Error(`contact ${contactId} is not there after it was stored`);
  return { contact, created: known.length === 0 };
};

/** Whom these names belong to, oldest first. Where a person said that they are not one, only the one of the first name. */
const ownersOf = ({ store }: DirectoryContext, aliases: readonly Alias[]): string[] => {
  const owners = store.owners(aliases);
  if (owners.length < 2 || !store.areApart(owners)) return owners;
  const first = aliases.map((alias) => store.ownerOf(alias)).find((owner) => owner !== null);
  return first === undefined ? [] : [first];
};
