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
];
