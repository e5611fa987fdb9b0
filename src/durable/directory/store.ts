import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Sql } from '../kit/sql.ts';
import { displayPhone } from './phone-display.ts';

type ContactRow = { contact_id: string; name: string | null };

export type DirectoryStore = ReturnType<typeof openStore>;

/** All SQL of the Directory. */
export const openStore = (sql: Sql) => {
  const aliasesOf = (contactId: string): Alias[] =>
    sql
      .all<{ alias: string }>(
        `SELECT alias FROM aliases WHERE contact_id = ?1 OR contact_id IN (SELECT contact_id FROM contacts WHERE merged_into = ?1)
         ORDER BY contact_id = ?1 DESC, (SELECT seq FROM contacts WHERE contacts.contact_id = aliases.contact_id), position`,
        contactId,
      )
      .map((row) => JSON.parse(row.alias) as Alias);

  const toContact = (row: ContactRow): Contact => {
    const aliases = aliasesOf(row.contact_id);
    const phone = aliases.find(({ kind }) => kind === 'phone');
    return {
      contactId: row.contact_id,
      name: row.name === null ? null : (JSON.parse(row.name) as string),
      phone: phone === undefined ? null : { e164: phone.value, display: displayPhone(phone.value) },
      aliases,
    };
  };

  return {
    /** The contacts these aliases belong to, oldest first, each once; a merged one counts as the one it went into. */
    owners(aliases: readonly Alias[]): string[] {
      return sql
        .all<{ contact_id: string }>(
          `SELECT contact_id FROM contacts WHERE contact_id IN (
             SELECT COALESCE(merged_into, contact_id) FROM contacts
             WHERE contact_id IN (SELECT contact_id FROM aliases WHERE key IN (SELECT value FROM json_each(?)))) ORDER BY seq`,
          JSON.stringify(aliases.map(aliasKey)),
        )
        .map((row) => row.contact_id);
    },

    create(contactId: string, now: number): void {
      sql.run('INSERT INTO contacts (contact_id, created_at) VALUES (?, ?)', contactId, now);
    },

    /** Gives the contact an alias that nobody has; false when somebody has it. */
    learn(contactId: string, alias: Alias, now: number): boolean {
      return (
        sql.first(
          `INSERT INTO aliases (key, contact_id, alias, position, learnt_at)
           VALUES (?1, ?2, ?3, (SELECT COUNT(*) FROM aliases WHERE contact_id = ?2), ?4)
           ON CONFLICT (key) DO NOTHING RETURNING key`,
          aliasKey(alias),
          contactId,
          JSON.stringify(alias),
          now,
        ) !== null
      );
    },

    /** False when that is the name already. */
    rename(contactId: string, name: string): boolean {
      return (
        sql.first(
          'UPDATE contacts SET name = ?1 WHERE contact_id = ?2 AND name IS NOT ?1 RETURNING seq',
          JSON.stringify(name),
          contactId,
        ) !== null
      );
    },

    /** From now on the aliases of `other`, and of what went into it, are found as `kept`. */
    merge(kept: string, other: string, now: number): void {
      sql.run('INSERT INTO conflicts (kept, other, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', kept, other, now);
      sql.run('UPDATE contacts SET merged_into = ?1 WHERE contact_id = ?2 OR merged_into = ?2', kept, other);
    },

    get(contactId: string): Contact | null {
      const row = sql.first<ContactRow>('SELECT contact_id, name FROM contacts WHERE contact_id = ?', contactId);
      return row === null ? null : toContact(row);
    },

    list(after: string | null, limit: number): Contact[] {
      return sql
        .all<ContactRow>(
          'SELECT contact_id, name FROM contacts WHERE contact_id > ? ORDER BY contact_id LIMIT ?',
          after ?? '',
          limit,
        )
        .map(toContact);
    },

    /** Cheap, for every push to the inspector: contacts are never deleted, so the youngest number is their count. */
    size(): { contacts: number; conflicts: number } {
      return {
        contacts: sql.first<{ n: number | null }>('SELECT MAX(seq) AS n FROM contacts')?.n ?? 0,
        conflicts: sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM conflicts')?.n ?? 0,
      };
    },

    counts(): { contacts: number; aliases: Record<string, number>; conflicts: number } {
      const count = (table: 'contacts' | 'conflicts') =>
        sql.first<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n ?? 0;
      const kinds = sql.all<{ kind: string; n: number }>(
        `SELECT substr(key, 1, instr(key, ':') - 1) AS kind, COUNT(*) AS n FROM aliases GROUP BY kind`,
      );
      return {
        contacts: count('contacts'),
        aliases: Object.fromEntries(kinds.map(({ kind, n }) => [kind, n])),
        conflicts: count('conflicts'),
      };
    },

    conflicts(limit: number): { kept: string; other: string; at: number }[] {
      return sql.all('SELECT kept, other, at FROM conflicts ORDER BY at DESC LIMIT ?', limit);
    },
  };
};
