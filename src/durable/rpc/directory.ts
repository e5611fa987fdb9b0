import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Inspectable } from './common.ts';

/** Which contact an alias belongs to, per cliente. Opened by `v1:<cliente>`. */
export interface DirectoryRpc extends Inspectable {
  /**
   * Finds or creates the contact of each request. All aliases of one request are of the same person; new ones are
   * learnt. Contacts that one request names together are found as the oldest of them from then on. A Brazilian mobile with and without the ninth digit is one alias. Durable before it returns.
   */
  resolve(requests: { aliases: Alias[]; pushName: string | null }[]): Promise<{ contact: Contact; created: boolean }[]>;
  get(contactId: string): Promise<Contact | null>;
  /** Every contact, in order of id, for rebuilds. */
  list(page: { after: string | null; limit: number }): Promise<Contact[]>;
}
