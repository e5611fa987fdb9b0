import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import type { Passage } from '@oconnector/protocol/model/passage.ts';
import type { Sql, SqlRow } from '../kit/sql.ts';

/** A passage to be stored: what is shown, where it stood, and the space-separated terms it is found by. */
export type StoredPassage = Passage & {
  start: number;
  end: number;
  /** `context`: the title of the document, when the passage has a title of its own. */
  terms: { title: string; text: string; concepts: string; context: string };
};

/** A passage that a query touched, with its terms and FTS5's bm25 turned so that higher is better. */
export type Candidate = {
  passage: Passage;
  bm25: number;
  stems: ReadonlySet<string>;
  concepts: ReadonlySet<string>;
  context: ReadonlySet<string>;
};

type DocumentRow = { document_id: string; title: string; passages: number; characters: number; updated_at: number };
type PassageRow = { passage_id: string; document_id: string; position: number; title: string; text: string };
type CandidateRow = PassageRow & {
  title_terms: string;
  text_terms: string;
  concept_terms: string;
  context_terms: string;
  bm25: number;
};

/**
 * bm25 weights of title, text, concepts and context. A title says what its passage is about; the document's title, shared by
 * all of its passages, hardly tells them apart.
 */
const WEIGHTS = '2.0, 1.0, 0.8, 0.3';

const toSummary = (row: DocumentRow): DocumentSummary => ({
  documentId: row.document_id,
  title: JSON.parse(row.title) as string,
  passages: row.passages,
  characters: row.characters,
  updatedAt: row.updated_at,
});

const toPassage = (row: PassageRow): Passage => ({
  passageId: row.passage_id,
  documentId: row.document_id,
  title: JSON.parse(row.title) as string,
  text: JSON.parse(row.text) as string,
  position: row.position,
});

const toCandidate = (row: CandidateRow): Candidate => ({
  passage: toPassage(row),
  bm25: row.bm25,
  stems: new Set(`${row.title_terms} ${row.text_terms}`.split(' ')),
  concepts: new Set(row.concept_terms.split(' ')),
  context: new Set(row.context_terms.split(' ')),
});

/** All SQL of the Knowledge object. */
export type KnowledgeStore = {
  documents(): DocumentSummary[];
  document(documentId: string): DocumentSummary | null;
  putDocument(document: DocumentSummary): void;
  removeDocument(documentId: string): boolean;
  passagesOf(documentId: string): Passage[];
  insertPassage(passage: StoredPassage): void;
  /** Removes the passages of a document, with their index rows; says how many there were. */
  removePassages(documentId: string): number;
  countPassages(): number;
  countMatches(match: string): number;
  /** Passages that match an FTS5 expression, best bm25 first. */
  match(match: string, limit: number): Candidate[];
};

export const openStore = (sql: Sql): KnowledgeStore => {
  const count = (query: string, ...bindings: string[]): number => sql.first<{ n: number }>(query, ...bindings)?.n ?? 0;
  return {
    documents: () =>
      sql.all<DocumentRow & SqlRow>('SELECT * FROM documents ORDER BY updated_at DESC, document_id').map(toSummary),
    document: (documentId) => {
      const row = sql.first<DocumentRow & SqlRow>('SELECT * FROM documents WHERE document_id = ?', documentId);
      return row === null ? null : toSummary(row);
    },
    putDocument: ({ documentId, title, passages, characters, updatedAt }) =>
      sql.run(
        'INSERT OR REPLACE INTO documents (document_id, title, passages, characters, updated_at) VALUES (?, ?, ?, ?, ?)',
        documentId,
        JSON.stringify(title),
        passages,
        characters,
        updatedAt,
      ),
    removeDocument: (documentId) =>
      sql.all('DELETE FROM documents WHERE document_id = ? RETURNING document_id', documentId).length > 0,
    passagesOf: (documentId) =>
      sql
        .all<PassageRow & SqlRow>(
          'SELECT passage_id, document_id, position, title, text FROM passages WHERE document_id = ? ORDER BY position',
          documentId,
        )
        .map(toPassage),
    insertPassage: ({ passageId, documentId, position, title, text, start, end, terms }) => {
      const [row] = sql.all<{ id: number }>(
        `INSERT INTO passages (passage_id, document_id, position, title, text, start_at, end_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
        passageId,
        documentId,
        position,
        JSON.stringify(title),
        JSON.stringify(text),
        start,
        end,
      );
      if (!row) throw new Error(`passage ${passageId} was not stored`);
      sql.run(
        'INSERT INTO passage_terms (rowid, title, text, concepts, context) VALUES (?, ?, ?, ?, ?)',
        row.id,
        terms.title,
        terms.text,
        terms.concepts,
        terms.context,
      );
    },
    removePassages: (documentId) => {
      sql.run('DELETE FROM passage_terms WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)', documentId);
      return sql.all('DELETE FROM passages WHERE document_id = ? RETURNING id', documentId).length;
    },
    countPassages: () => count('SELECT COUNT(*) AS n FROM passages'),
    countMatches: (match) => count('SELECT COUNT(*) AS n FROM passage_terms WHERE passage_terms MATCH ?', match),
    match: (match, limit) =>
      sql
        .all<CandidateRow & SqlRow>(
          `SELECT p.passage_id, p.document_id, p.position, p.title, p.text,
           t.title AS title_terms, t.text AS text_terms, t.concepts AS concept_terms,
           t.context AS context_terms, -t.score AS bm25
         FROM (SELECT rowid, title, text, concepts, context, bm25(passage_terms, ${WEIGHTS}) AS score
               FROM passage_terms WHERE passage_terms MATCH ? ORDER BY score LIMIT ?) t
         JOIN passages p ON p.id = t.rowid
         ORDER BY t.score, p.id`,
          match,
          limit,
        )
        .map(toCandidate),
  };
};
