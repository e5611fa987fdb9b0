import type { Migration } from '../kit/migrate.ts';

export const migrations: readonly Migration[] = [
  {
    name: '001_inbox',
    sql: `
      -- row is the JSON of ConversationRow; the other columns are what lists filter and sort by. Both keys ascend.
      CREATE TABLE rows (
        id INTEGER PRIMARY KEY, contact_id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, row TEXT NOT NULL,
        owner TEXT, in_bot INTEGER NOT NULL, in_unowned INTEGER NOT NULL, in_waiting INTEGER NOT NULL, in_resolved INTEGER NOT NULL,
        recent_key INTEGER NOT NULL, waiting_key INTEGER NOT NULL, phones TEXT NOT NULL
      );
      CREATE INDEX rows_recent ON rows (recent_key, contact_id, owner, in_bot, in_unowned, in_waiting, in_resolved);
      CREATE INDEX rows_waiting ON rows (waiting_key, contact_id, owner, in_bot, in_unowned, in_waiting, in_resolved);
      CREATE VIRTUAL TABLE row_search USING fts5(name, text, tokenize = 'unicode61 remove_diacritics 2');
      CREATE TABLE reads (
        user_id TEXT NOT NULL, contact_id TEXT NOT NULL, inbound_count INTEGER NOT NULL, PRIMARY KEY (user_id, contact_id)
      ) WITHOUT ROWID;
      CREATE TABLE numbers (number_id TEXT PRIMARY KEY, status TEXT NOT NULL) WITHOUT ROWID;
      -- The feed, dense by seq. The newest one always stays, so that the numbers go on.
      CREATE TABLE feed (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, change TEXT NOT NULL);
      -- Rows that D1 does not have yet.
      CREATE TABLE dirty (contact_id TEXT PRIMARY KEY, version INTEGER NOT NULL, since INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX dirty_since ON dirty (since);
      CREATE TABLE used_tickets (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
    `,
  },
  {
    // Contacts that turned out to be another one: kept for whoever asks for them, in no list.
    name: '002_merged',
    sql: `ALTER TABLE rows ADD COLUMN merged INTEGER NOT NULL DEFAULT 0;`,
  },
  {
    // Tellings of a number's status may overtake each other.
    name: '003_tellings',
    sql: `ALTER TABLE numbers ADD COLUMN telling INTEGER NOT NULL DEFAULT 0;`,
  },
];
