import type { Migration } from '../kit/migrate.ts';

export const migrations: readonly Migration[] = [
  {
    name: '001_contacts',
    sql: `
      -- seq is the age: of two contacts the one with the lower number came first. name is JSON, for it may be any string.
      CREATE TABLE contacts (seq INTEGER PRIMARY KEY, contact_id TEXT NOT NULL UNIQUE, name TEXT, created_at INTEGER NOT NULL);
      CREATE TABLE aliases (
        key TEXT PRIMARY KEY, contact_id TEXT NOT NULL, alias TEXT NOT NULL, position INTEGER NOT NULL, learnt_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX aliases_contact ON aliases (contact_id, position);
      -- Pairs that one message named as one person; the merge is a person's decision.
      CREATE TABLE conflicts (kept TEXT NOT NULL, other TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kept, other)) WITHOUT ROWID;
    `,
  },
  {
    name: '002_merged_into',
    sql: `
      -- Whose aliases count as another contact's, always the last of a chain. Its own rows stay, so that it can be undone.
      ALTER TABLE contacts ADD COLUMN merged_into TEXT;
      CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;
    `,
  },
  {
    // What was joined when, because of what, and whether it was undone by whom. Pairs of before have two threads still.
    name: '003_merges',
    sql: `
      CREATE TABLE merges (
        seq INTEGER PRIMARY KEY, merge_id TEXT NOT NULL UNIQUE, kept TEXT NOT NULL, other TEXT NOT NULL, at INTEGER NOT NULL,
        why TEXT NOT NULL, evidence TEXT NOT NULL, state TEXT NOT NULL, undone_by TEXT, undone_at INTEGER
      );
      CREATE INDEX merges_open ON merges (kept) WHERE state IN ('begun', 'undoing');
      CREATE INDEX merges_pair ON merges (other, kept);
      INSERT INTO merges (merge_id, kept, other, at, why, evidence, state)
        SELECT 'mrg_' || substr(kept, 5, 20) || '-' || substr(other, 5, 20), kept, other, at, 'one_message', '[]', 'begun'
        FROM conflicts ORDER BY at;
      DROP TABLE conflicts;
    `,
  },
];
