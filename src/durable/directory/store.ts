import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Merge } from '@oconnector/protocol/model/merge.ts';
import type { Sql } from '../kit/sql.ts';
import { displayPhone } from './phone-display.ts';

type ContactRow = { contact_id: string; name: string | null };
type MergeRow = {
  merge_id: string;
  kept: string;
  other: string;
  at: number;
  evidence: string;
  state: string;
  undone_by: string | null;
  undone_at: number | null;
};

const toMerge = (row: MergeRow): Merge => ({
  mergeId: row.merge_id,
  kept: row.kept,
  other: row.other,
  at: row.at,
  why: 'one_message',
  evidence: JSON.parse(row.evidence) as Alias[],
  state: row.state as Merge['state'],
  undone: row.undone_by === null ? null : { by: row.undone_by, at: row.undone_at ?? row.at },
});

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

  const countMerges = (): number =>
    sql.first<{ n: number }>(`SELECT COUNT(*) AS n FROM merges WHERE state IN ('begun', 'done')`)?.n ?? 0;

  const redirect = (kept: string, other: string): void =>
    sql.run('UPDATE contacts SET merged_into = ?1 WHERE contact_id = ?2 OR merged_into = ?2', kept, other);

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

    /** The contact that has this very alias, whatever it went into since; null when nobody has it. */
    ownerOf(alias: Alias): string | null {
      return (
        sql.first<{ contact_id: string }>(
          `SELECT COALESCE(merged_into, contact_id) AS contact_id FROM contacts
           WHERE contact_id = (SELECT contact_id FROM aliases WHERE key = ?)`,
          aliasKey(alias),
        )?.contact_id ?? null
      );
    },

    /** Whether a person said of two of these that they are not one. */
    areApart: (contactIds: readonly string[]): boolean =>
      sql.first(
        `SELECT 1 FROM merges WHERE state IN ('undoing', 'undone')
           AND other IN (SELECT value FROM json_each(?1)) AND kept IN (SELECT value FROM json_each(?1)) LIMIT 1`,
        JSON.stringify(contactIds),
      ) !== null,

    /** From now on the aliases of `other`, and of what went into it, are found as `kept`. */
    join(merge: Pick<Merge, 'mergeId' | 'kept' | 'other' | 'evidence'>, now: number): void {
      const { mergeId, kept, other, evidence } = merge;
      sql.run(
        `INSERT INTO merges (merge_id, kept, other, at, why, evidence, state) VALUES (?, ?, ?, ?, 'one_message', ?, 'begun')`,
        mergeId,
        kept,
        other,
        now,
        JSON.stringify(evidence),
      );
      redirect(kept, other);
    },

    /** The aliases of `other` are its own again. Merges that stand are followed anew, in their order. */
    part({ mergeId, kept }: Pick<Merge, 'mergeId' | 'kept'>, by: string, now: number): void {
      sql.run(`UPDATE merges SET state = 'undoing', undone_by = ?, undone_at = ? WHERE merge_id = ?`, by, now, mergeId);
      sql.run('UPDATE contacts SET merged_into = NULL WHERE merged_into = ?', kept);
      const standing = sql.all<{ kept: string; other: string }>(
        `SELECT kept, other FROM merges WHERE state IN ('begun', 'done') ORDER BY seq`,
      );
      for (const one of standing) redirect(one.kept, one.other);
    },

    /** False when it is not being carried out. */
    settleMerge: (mergeId: string, state: 'done' | 'undone'): boolean =>
      sql.first(
        `UPDATE merges SET state = ? WHERE merge_id = ? AND state = ? RETURNING seq`,
        state,
        mergeId,
        state === 'done' ? 'begun' : 'undoing',
      ) !== null,

    merge(mergeId: string): Merge | null {
      const row = sql.first<MergeRow>('SELECT * FROM merges WHERE merge_id = ?', mergeId);
      return row && toMerge(row);
    },

    /** The newest first. */
    merges: (limit: number): Merge[] =>
      sql.all<MergeRow>('SELECT * FROM merges ORDER BY seq DESC LIMIT ?', limit).map(toMerge),

    /** Merges of these contacts that are still to be carried out, or back, oldest first. */
    openMerges: (contactIds: readonly string[]): string[] =>
      sql
        .all<{ merge_id: string }>(
          `SELECT merge_id FROM merges WHERE state IN ('begun', 'undoing') AND kept IN (SELECT value FROM json_each(?)) ORDER BY seq`,
          JSON.stringify(contactIds),
        )
        .map(({ merge_id }) => merge_id),

    /** Whether the contact that this merge kept has gone into another one since. */
    restsOn: ({ kept }: Pick<Merge, 'kept'>): boolean =>
      sql.first(`SELECT 1 FROM merges WHERE other = ? AND state IN ('begun', 'done') LIMIT 1`, kept) !== null,

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
    size(): { contacts: number; merges: number } {
      return {
        contacts: sql.first<{ n: number | null }>('SELECT MAX(seq) AS n FROM contacts')?.n ?? 0,
        merges: countMerges(),
      };
    },

    counts(): { contacts: number; aliases: Record<string, number>; merges: number } {
      const kinds = sql.all<{ kind: string; n: number }>(
        `SELECT substr(key, 1, instr(key, ':') - 1) AS kind, COUNT(*) AS n FROM aliases GROUP BY kind`,
      );
      return {
        contacts: sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM contacts')?.n ?? 0,
        aliases: Object.fromEntries(kinds.map(({ kind, n }) => [kind, n])),
        merges: countMerges(),
      };
    },
  };
};
