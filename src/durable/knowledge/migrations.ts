import type { Migration } from '../kit/migrate.ts';

/** Texts and titles are JSON strings: SQLite would turn a lone surrogate into U+FFFD. The index holds stems, not texts. */
export const migrations: readonly Migration[] = [
  {
    name: '001_documents',
    sql: `
      CREATE TABLE documents (
        document_id TEXT PRIMARY KEY, title TEXT NOT NULL, passages INTEGER NOT NULL, characters INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE passages (
        id INTEGER PRIMARY KEY, passage_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, position INTEGER NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
        UNIQUE (document_id, position)
      );
      CREATE VIRTUAL TABLE passage_terms USING fts5(title, text, concepts, context, tokenize = 'unicode61 remove_diacritics 2');
    `,
  },
  {
    // The index is built again from the passages when the object opens: `index.ts`.
    name: '002_questions',
    sql: `
      ALTER TABLE passages ADD COLUMN questions TEXT NOT NULL DEFAULT '[]';
      DROP TABLE passage_terms;
      CREATE VIRTUAL TABLE passage_terms USING fts5(
        title, text, concepts, context, questions, tokenize = 'unicode61 remove_diacritics 2'
      );
      CREATE TABLE vocabulary (id INTEGER PRIMARY KEY, stem TEXT NOT NULL UNIQUE);
      CREATE VIRTUAL TABLE vocabulary_letters USING fts5(stem, tokenize = 'trigram');
    `,
  },
  {
    name: '003_sources',
    sql: `
      ALTER TABLE documents ADD COLUMN kind TEXT NOT NULL DEFAULT 'text';
      ALTER TABLE documents ADD COLUMN state TEXT NOT NULL DEFAULT 'ready';
      ALTER TABLE documents ADD COLUMN failure TEXT;
      ALTER TABLE documents ADD COLUMN done INTEGER;
      ALTER TABLE documents ADD COLUMN total INTEGER;
      ALTER TABLE documents ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE documents ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE documents ADD COLUMN source TEXT;
      ALTER TABLE passages ADD COLUMN hash TEXT NOT NULL DEFAULT '';
      ALTER TABLE passages ADD COLUMN held TEXT;
      ALTER TABLE passages ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX passages_held ON passages (document_id, position) WHERE held IS NOT NULL;
      CREATE TABLE readings (
        document_id TEXT PRIMARY KEY, reading_id TEXT NOT NULL UNIQUE, title TEXT, source TEXT NOT NULL, publish TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0
      ) WITHOUT ROWID;
      CREATE TABLE reading_texts (
        reading_id TEXT NOT NULL, part INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (reading_id, part)
      ) WITHOUT ROWID;
      CREATE TABLE reading_passages (
        reading_id TEXT NOT NULL, position INTEGER NOT NULL, passage TEXT NOT NULL, PRIMARY KEY (reading_id, position)
      ) WITHOUT ROWID;
      CREATE TABLE open_questions (
        question_id TEXT PRIMARY KEY, question TEXT NOT NULL, alternatives TEXT NOT NULL, terms TEXT NOT NULL,
        count INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE golden_questions (
        golden_id TEXT PRIMARY KEY, question TEXT NOT NULL, expected TEXT NOT NULL, updated_at INTEGER NOT NULL
      ) WITHOUT ROWID;
    `,
  },
  {
    // Kept by the passage's id, which stays while its words do: a document that is put again embeds only what is new in it.
    name: '004_vectors',
    sql: `
      CREATE TABLE passage_vectors (
        passage_id TEXT PRIMARY KEY, model TEXT NOT NULL, dimension INTEGER NOT NULL, pooling TEXT NOT NULL, vector BLOB NOT NULL
      ) WITHOUT ROWID;
    `,
  },
  {
    // Who asked an open question, by the lines that did: what one of them takes back, or has forgotten, the others still ask.
    name: '005_asked',
    sql: `
      CREATE TABLE asked (id INTEGER PRIMARY KEY, question_id TEXT NOT NULL, wording TEXT NOT NULL, lines TEXT NOT NULL);
      CREATE INDEX asked_of ON asked (question_id, wording);
    `,
  },
  {
    // An asking is found by each of its lines.
    name: '006_asked_lines',
    sql: `
      CREATE TABLE asked_lines (
        line TEXT NOT NULL, asked_id INTEGER NOT NULL REFERENCES asked (id) ON DELETE CASCADE, PRIMARY KEY (line, asked_id)
      ) WITHOUT ROWID;
      CREATE INDEX asked_lines_of ON asked_lines (asked_id);
      INSERT INTO asked_lines SELECT DISTINCT line.value, asked.id FROM asked, json_each(asked.lines) AS line;
      ALTER TABLE asked DROP COLUMN lines;
    `,
  },
  {
    // Which code has learnt a word last: once an index is built again, the others are those of passages that are no more.
    name: '007_versions_of_words',
    sql: `ALTER TABLE vocabulary ADD COLUMN version INTEGER NOT NULL DEFAULT 0`,
  },
];
