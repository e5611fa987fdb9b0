import type { Migration } from '../sqlite.ts';

/** Append-only. Bodies are JSON, which escapes the lone surrogates that SQLite would replace. */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [
  {
    id: '001_journal',
    sql: `
      CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE inbound (s INTEGER PRIMARY KEY, message TEXT NOT NULL) STRICT;
      CREATE TABLE dead (s INTEGER NOT NULL, at INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL) STRICT;
      CREATE TABLE seen (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX seen_at ON seen (at);
      CREATE TABLE watermarks (chat TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE commands (
        command_id TEXT PRIMARY KEY,
        contact_id TEXT NOT NULL,
        ord INTEGER NOT NULL,
        arrived INTEGER NOT NULL,
        command TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        wa_out_id TEXT NOT NULL UNIQUE,
        wa_id TEXT,
        body_hash TEXT NOT NULL,
        t0 INTEGER,
        looks INTEGER NOT NULL DEFAULT 0,
        looked_at INTEGER,
        reason TEXT,
        changed_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX commands_open ON commands (contact_id, ord, arrived) WHERE state IN ('stored', 'intent');
      CREATE INDEX commands_wa_id ON commands (wa_id) WHERE wa_id IS NOT NULL;
      CREATE INDEX commands_changed ON commands (changed_at);
      CREATE TABLE reports (r INTEGER PRIMARY KEY AUTOINCREMENT, report TEXT NOT NULL) STRICT;
      CREATE TABLE fences (contact_id TEXT PRIMARY KEY, min_generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE pacing (at INTEGER NOT NULL, contact_id TEXT NOT NULL) STRICT;
      CREATE INDEX pacing_at ON pacing (at);
    `,
  },
  {
    id: '002_scans',
    sql: `
      -- How far each chat is known to be complete: read from its history, or followed live since such a reading.
      CREATE TABLE scans (chat TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: '003_unknown_commands',
    sql: `
      -- A fence names them, and there are few: most commands that were ever kept ended well.
      CREATE INDEX commands_unknown ON commands (contact_id) WHERE state = 'unknown';
    `,
  },
  {
    id: '004_governor',
    sql: `
      -- Everybody who ever wrote to this number, by each of their names; what was answered before this table began counts.
      CREATE TABLE heard (alias TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT OR IGNORE INTO heard (alias)
        SELECT json_extract(command, '$.to.kind') || ':' || json_extract(command, '$.to.value') FROM commands
        WHERE json_extract(command, '$.class') = 'reply';
      INSERT OR IGNORE INTO heard (alias)
        SELECT json_extract(name.value, '$.kind') || ':' || json_extract(name.value, '$.value')
        FROM inbound, json_each(inbound.message, '$.contact') AS name
        WHERE json_extract(inbound.message, '$.fromMe') = 0;
      -- Sends to somebody who never wrote.
      ALTER TABLE pacing ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
      -- Whether WhatsApp took what it was given.
      CREATE TABLE outcomes (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, failed INTEGER NOT NULL) STRICT;
      CREATE INDEX outcomes_at ON outcomes (at);
      -- A number that has been in use is not new.
      INSERT INTO kv (key, value) SELECT 'paired_at', CAST(min(at) AS TEXT) FROM seen HAVING min(at) IS NOT NULL;
    `,
  },
  {
    id: '005_files',
    sql: `
      -- Files of messages on their way up. s: the number their message has here, as long as it waits; 0 = unknown.
      CREATE TABLE files (
        media_id TEXT PRIMARY KEY,
        s INTEGER NOT NULL,
        chat TEXT NOT NULL,
        wa_id TEXT NOT NULL,
        from_me INTEGER NOT NULL,
        media TEXT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        taken_at INTEGER NOT NULL,
        bytes INTEGER,
        sha256 TEXT,
        outcome TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX files_due ON files (state, next_at);
    `,
  },
];
