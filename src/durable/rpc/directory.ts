import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Merge } from '@oconnector/protocol/model/merge.ts';
import type { Inspectable, Refused } from './common.ts';

/** Which contact an alias belongs to, per cliente. Opened by `v1:<cliente>`. */
export interface DirectoryRpc extends Inspectable {
  /**
   * Finds or creates the contact of each request. All aliases of one request are of the same person; new ones are
   * learnt. Contacts that one request names together are one from then on, the oldest (rules M1 to M5). A Brazilian mobile with and without the ninth digit is one alias. Durable before it returns.
   */
  resolve(requests: { aliases: Alias[]; pushName: string | null }[]): Promise<{ contact: Contact; created: boolean }[]>;
  /** The newest first. */
  merges(limit: number): Promise<Merge[]>;
  /** A person decides that two contacts are not one after all. `conflict`: not yet, or a later merge rests on this one. */
  undoMerge(input: {
    mergeId: string;
    by: string;
  }): Promise<{ ok: true; merge: Merge; repeated: boolean } | Refused<'not_found' | 'conflict'>>;
  get(contactId: string): Promise<Contact | null>;
  /** Every contact, in order of id, for rebuilds. */
  list(page: { after: string | null; limit: number }): Promise<Contact[]>;
}
