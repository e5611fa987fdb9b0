import type { Publish, Source } from '@oconnector/protocol/api/knowledge.ts';
import type { Sql } from '../kit/sql.ts';
import type { Prepared } from './prepare.ts';

/** A source on its way to become a document. */
export type Reading = {
  documentId: string;
  /** New for every source, so that one that was replaced meanwhile is told from its successor. Also the name of its file. */
  readingId: string;
  /** Null: the title that the source itself has. */
  title: string | null;
  source: Source;
  publish: Publish;
  /** Times that it was taken up since it last got on. */
  tries: number;
};

type Row = {
  document_id: string;
  reading_id: string;
  title: string | null;
  source: string;
  publish: Publish;
  tries: number;
};

const toReading = (row: Row): Reading => ({
  documentId: row.document_id,
  readingId: row.reading_id,
  title: row.title === null ? null : (JSON.parse(row.title) as string),
  source: JSON.parse(row.source) as Source,
  publish: row.publish,
  tries: row.tries,
});

/** All SQL of sources that are being read. */
export type ReadingStore = {
  get(documentId: string): Reading | null;
  /** Begins one, or changes it; another one of the document ends. */
  put(reading: Reading): void;
  /** Forgets it with all that was read. */
  end(documentId: string): void;
  texts(readingId: string): string[];
  addText(readingId: string, part: number, text: string): void;
  dropTexts(readingId: string): void;
  /** It is further than when it was last taken up. */
  gotOn(readingId: string): void;
  /** Documents whose text was written here and is on its way. */
  ofTexts(): string[];
  prepared(readingId: string): Prepared[];
  countPrepared(readingId: string): number;
  addPrepared(readingId: string, position: number, passage: Prepared): void;
  /** Passages that other code made ready are made ready again. */
  dropPrepared(): void;
};

export const openReadingStore = (sql: Sql): ReadingStore => {
  const get = (documentId: string): Reading | null => {
    const row = sql.first<Row>('SELECT * FROM readings WHERE document_id = ?', documentId);
    return row === null ? null : toReading(row);
  };
  const dropTexts = (readingId: string): void => sql.run('DELETE FROM reading_texts WHERE reading_id = ?', readingId);
  const end = (documentId: string): void => {
    const reading = get(documentId);
    if (reading === null) return;
    dropTexts(reading.readingId);
    sql.run('DELETE FROM reading_passages WHERE reading_id = ?', reading.readingId);
    sql.run('DELETE FROM readings WHERE document_id = ?', documentId);
  };
  return {
    get,
    put: ({ documentId, readingId, title, source, publish, tries }) => {
      if (get(documentId)?.readingId !== readingId) end(documentId);
      sql.run(
        `INSERT INTO readings (document_id, reading_id, title, source, publish, tries) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (document_id) DO UPDATE SET title = excluded.title, source = excluded.source, tries = excluded.tries`,
        documentId,
        readingId,
        title === null ? null : JSON.stringify(title),
        JSON.stringify(source),
        publish,
        tries,
      );
    },
    end,
    texts: (readingId) =>
      sql
        .all<{ text: string }>('SELECT text FROM reading_texts WHERE reading_id = ? ORDER BY part', readingId)
        .map(({ text }) => JSON.parse(text) as string),
    addText: (readingId, part, text) =>
      sql.run(
        'INSERT OR REPLACE INTO reading_texts (reading_id, part, text) VALUES (?, ?, ?)',
        readingId,
        part,
        JSON.stringify(text),
      ),
    dropTexts,
    gotOn: (readingId) => sql.run('UPDATE readings SET tries = 0 WHERE reading_id = ? AND tries > 0', readingId),
    ofTexts: () =>
      sql
        .all<{ document_id: string }>(`SELECT document_id FROM readings WHERE source ->> '$.kind' = 'text'`)
        .map((row) => row.document_id),
    prepared: (readingId) =>
      sql
        .all<{ passage: string }>(
          'SELECT passage FROM reading_passages WHERE reading_id = ? ORDER BY position',
          readingId,
        )
        .map(({ passage }) => JSON.parse(passage) as Prepared),
    countPrepared: (readingId) =>
      sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM reading_passages WHERE reading_id = ?', readingId)?.n ?? 0,
    addPrepared: (readingId, position, passage) =>
      sql.run(
        'INSERT OR REPLACE INTO reading_passages (reading_id, position, passage) VALUES (?, ?, ?)',
        readingId,
        position,
        JSON.stringify(passage),
      ),
    dropPrepared: () => sql.run('DELETE FROM reading_passages'),
  };
};
