import type { Migration } from '../kit/migrate.ts';

/**
 * Any string of the outside (bodies, names, ids, reasons) is stored as JSON: SQLite would turn lone surrogates into
 * U+FFFD and some of its functions stop at NUL; JSON escapes both, so what is stored is what was sent.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001_messages',
    sql: `
      CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, version INTEGER NOT NULL,
        direction TEXT NOT NULL, number_id TEXT NOT NULL, wa_id TEXT, author TEXT, content TEXT NOT NULL,
        sent_at INTEGER, late INTEGER NOT NULL DEFAULT 0, old INTEGER NOT NULL DEFAULT 0,
        command_id TEXT, class TEXT, generation INTEGER, recipient TEXT, not_after INTEGER,
        status TEXT, status_reason TEXT, status_at TEXT, turn_id TEXT, part INTEGER, citations TEXT
      );
      CREATE UNIQUE INDEX messages_by_key ON messages (number_id, direction, wa_id) WHERE wa_id IS NOT NULL;
      CREATE UNIQUE INDEX messages_by_command ON messages (command_id) WHERE command_id IS NOT NULL;
      CREATE UNIQUE INDEX messages_by_turn ON messages (turn_id, part) WHERE turn_id IS NOT NULL;
      CREATE INDEX messages_by_version ON messages (version);
      CREATE TABLE journals (epoch TEXT PRIMARY KEY, last_s INTEGER NOT NULL) WITHOUT ROWID;
    `,
  },
  {
    name: '002_turns',
    sql: `
      CREATE TABLE turns (
        turn_id TEXT PRIMARY KEY, generation INTEGER NOT NULL, first_in_seq INTEGER NOT NULL, last_in_seq INTEGER NOT NULL,
        attempt INTEGER NOT NULL, loose INTEGER NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL,
        ended_at INTEGER, covered_seq INTEGER, outcome TEXT, error TEXT, trace TEXT
      ) WITHOUT ROWID;
      CREATE INDEX turns_thinking ON turns (turn_id) WHERE state = 'thinking';
    `,
  },
  {
    name: '003_facts',
    sql: `
      CREATE TABLE facts (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL, quote TEXT NOT NULL, message_seq INTEGER NOT NULL,
        turn_id TEXT, valid_from INTEGER NOT NULL, superseded_by INTEGER
      );
    `,
  },
  {
    name: '004_settled',
    sql: `
      ALTER TABLE messages ADD COLUMN settled TEXT;
      ALTER TABLE messages ADD COLUMN look TEXT;
      -- Messages that the Gateway gave up, by the number they had in the agent's journal.
      CREATE TABLE quarantined (epoch TEXT NOT NULL, s INTEGER NOT NULL, PRIMARY KEY (epoch, s)) WITHOUT ROWID;
    `,
  },
  {
    // The dashboard's id of a message is unique in a conversation only: the command has one of its own, which goes everywhere.
    name: '005_client_ids',
    sql: `
      ALTER TABLE messages ADD COLUMN client_id TEXT;
      CREATE UNIQUE INDEX messages_by_client ON messages (client_id) WHERE client_id IS NOT NULL;
    `,
  },
  {
    name: '006_media',
    sql: `
      -- The file of a message, and where its bytes are (JSON): the content says what was sent and never changes.
      ALTER TABLE messages ADD COLUMN media_id TEXT;
      ALTER TABLE messages ADD COLUMN media TEXT;
      CREATE INDEX messages_by_media ON messages (media_id) WHERE media_id IS NOT NULL;
      -- Every file in the bucket that this conversation answers for, before it can be there, until it is gone. upload: what a person
      -- brought to send (JSON); sent: whether it stands in the thread.
      CREATE TABLE files (
        media_id TEXT PRIMARY KEY, upload TEXT, sent INTEGER NOT NULL, expires_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX files_by_expiry ON files (expires_at);
    `,
  },
  {
    // All that happened to messages, each once; the columns are what it comes to, whatever order it came in.
    name: '007_changes',
    sql: `
      CREATE TABLE changes (
        number_id TEXT NOT NULL, direction TEXT NOT NULL, wa_id TEXT NOT NULL, target_direction TEXT NOT NULL,
        target_wa_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT, at INTEGER NOT NULL,
        PRIMARY KEY (number_id, direction, wa_id)
      ) WITHOUT ROWID;
      CREATE INDEX changes_target ON changes (number_id, target_direction, target_wa_id, at);
      ALTER TABLE messages ADD COLUMN aftermath TEXT;
    `,
  },
  {
    // The merge that brought a line, or a fact, from another contact's thread.
    name: '008_merges',
    sql: `
      ALTER TABLE messages ADD COLUMN origin TEXT;
      CREATE INDEX messages_by_origin ON messages (origin) WHERE origin IS NOT NULL;
      ALTER TABLE facts ADD COLUMN origin TEXT;
    `,
  },
  {
    // Who of a group wrote it.
    name: '009_speakers',
    sql: `ALTER TABLE messages ADD COLUMN speaker TEXT;`,
  },
  {
    // The message that a line answers (JSON of `Quoted`), its id once more to be found by, and whether the line was passed on.
    name: '010_quotes',
    sql: `
      ALTER TABLE messages ADD COLUMN quoted TEXT;
      ALTER TABLE messages ADD COLUMN quoted_wa_id TEXT;
      ALTER TABLE messages ADD COLUMN forwarded TEXT;
      CREATE INDEX messages_by_quoted ON messages (number_id, quoted_wa_id) WHERE quoted_wa_id IS NOT NULL;
    `,
  },
  {
    // Facts that a person said have no message; by, pinned and forgotten: who, and when (JSON). The ledger of the score, its words as JSON.
    name: '011_score',
    sql: `
      ALTER TABLE facts RENAME TO facts_before;
      CREATE TABLE facts (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL, quote TEXT, message_seq INTEGER,
        turn_id TEXT, valid_from INTEGER NOT NULL, superseded_by INTEGER, origin TEXT, "by" TEXT, pinned TEXT, forgotten TEXT
      );
      INSERT INTO facts (id, key, value, quote, message_seq, turn_id, valid_from, superseded_by, origin)
        SELECT id, key, value, quote, message_seq, turn_id, valid_from, superseded_by, origin FROM facts_before;
      DROP TABLE facts_before;
      CREATE TABLE score_lines (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, axis TEXT NOT NULL, delta REAL NOT NULL, reason TEXT NOT NULL, message_seq INTEGER,
        quote TEXT, source TEXT NOT NULL, weights_version INTEGER NOT NULL, fact_id INTEGER, "by" TEXT, note TEXT
      );
      CREATE INDEX score_lines_by_message ON score_lines (message_seq) WHERE message_seq IS NOT NULL;
    `,
  },
  {
    name: '012_memory',
    sql: `
      -- The stemmed words of each line, by its number (\`recall.ts\`).
      CREATE VIRTUAL TABLE line_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 2');
      -- What was heard in a voice note (JSON of \`Transcript\`).
      ALTER TABLE messages ADD COLUMN transcript TEXT;
    `,
  },
];
