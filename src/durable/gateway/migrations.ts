import type { Migration } from '../kit/migrate.ts';

export const migrations: readonly Migration[] = [
  {
    name: '001_link',
    sql: `
      -- What is held of each bot journal: everything up to h, and ranges above it (JSON). Below floor nothing is waited for.
      CREATE TABLE up_held (
        journal_epoch TEXT PRIMARY KEY, h INTEGER NOT NULL, ranges TEXT NOT NULL, floor INTEGER NOT NULL DEFAULT 0,
        floor_open INTEGER NOT NULL DEFAULT 0, gap_refusals INTEGER NOT NULL DEFAULT 0, used_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      -- Items that a conversation failed on, and how often.
      CREATE TABLE failures (
        journal_epoch TEXT NOT NULL, s INTEGER NOT NULL, failures INTEGER NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (journal_epoch, s)
      ) WITHOUT ROWID;
      -- Items given up, with their bytes.
      CREATE TABLE dead_letters (
        id INTEGER PRIMARY KEY, journal_epoch TEXT NOT NULL, s INTEGER NOT NULL, code TEXT NOT NULL, error TEXT NOT NULL,
        bytes TEXT NOT NULL, at INTEGER NOT NULL, UNIQUE (journal_epoch, s)
      );
      CREATE TABLE pending (
        command_id TEXT PRIMARY KEY, contact_id TEXT NOT NULL, class TEXT NOT NULL, generation INTEGER NOT NULL,
        ord INTEGER NOT NULL, not_after INTEGER, command TEXT NOT NULL, taken_at INTEGER NOT NULL,
        d_seq INTEGER UNIQUE, pushes INTEGER NOT NULL DEFAULT 0, pushed_at INTEGER, held INTEGER NOT NULL DEFAULT 0
      );
      CREATE INDEX pending_contact ON pending (contact_id);
      CREATE INDEX pending_waiting ON pending (taken_at) WHERE d_seq IS NULL;
      CREATE INDEX pending_expiry ON pending (not_after) WHERE pushes = 0;
      CREATE INDEX pending_unacknowledged ON pending (d_seq) WHERE d_seq IS NOT NULL AND held = 0;
      CREATE TABLE fences (
        contact_id TEXT PRIMARY KEY, min_generation INTEGER NOT NULL, raised_at INTEGER NOT NULL, confirmed INTEGER NOT NULL DEFAULT -1
      ) WITHOUT ROWID;
    `,
  },
  {
    name: '002_failures_in_time',
    sql: `
      -- An item is blamed for failures that span a while, during which others were stored.
      ALTER TABLE failures ADD COLUMN first_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE failures ADD COLUMN others_stored INTEGER NOT NULL DEFAULT 0;
      UPDATE failures SET first_at = at;
    `,
  },
  {
    name: '003_confirmed_by',
    sql: `
      -- The bot journal that has the fence: another one must be told of it again.
      ALTER TABLE fences ADD COLUMN confirmed_by TEXT;
    `,
  },
  {
    name: '004_whose_turn',
    sql: `
      -- What people typed goes first, however much waits; and whether something of a contact is under way is asked of each.
      CREATE INDEX pending_human ON pending (taken_at) WHERE d_seq IS NULL AND class = 'human';
      CREATE INDEX pending_under_way ON pending (contact_id) WHERE d_seq IS NOT NULL;
    `,
  },
  {
    name: '005_files',
    sql: `
      -- Whose conversation has the message that announced a file: the agent that brings its bytes knows no contacts of ours.
      CREATE TABLE files (media_id TEXT PRIMARY KEY, contact_id TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX files_by_age ON files (at);
    `,
  },
];
