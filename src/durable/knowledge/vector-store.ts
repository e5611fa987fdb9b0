import type { EmbedderId } from '../../ai/embedder.ts';
import type { Sql } from '../kit/sql.ts';

/** A passage without a vector. */
export type Unembedded = { passageId: string; title: string; text: string };

/** All SQL of the vectors: one for each passage that is searched, with what made it. */
export type VectorStore = {
  /** Searched passages that have no vector of this embedder, oldest first. */
  waiting(id: EmbedderId, limit: number): Unembedded[];
  countWaiting(id: EmbedderId): number;
  /** Keeps a vector, unless its passage has gone since. */
  put(passageId: string, id: EmbedderId, vector: Int8Array): void;
  /** Passages of a document that have a vector of this embedder. */
  of(documentId: string, id: EmbedderId): Set<string>;
  /** The vectors of this embedder, of passages that are searched. */
  all(id: EmbedderId): { passageId: string; vector: Int8Array }[];
  /** Removes the vectors of passages that are no more. */
  removeOrphans(): void;
};

const SEARCHED = '(p.held IS NULL OR p.released = 1)';
const HAS = 'v.passage_id = p.passage_id AND v.model = ? AND v.dimension = ? AND v.pooling = ?';
const WAITING = `FROM passages p WHERE ${SEARCHED} AND NOT EXISTS (SELECT 1 FROM passage_vectors v WHERE ${HAS})`;

const bindings = ({ model, dimension, pooling }: EmbedderId) => [model, dimension, pooling] as const;

export const openVectorStore = (sql: Sql): VectorStore => ({
  waiting: (id, limit) =>
    sql
      .all<{ passage_id: string; title: string; text: string }>(
        `SELECT p.passage_id, p.title, p.text ${WAITING} ORDER BY p.id LIMIT ?`,
        ...bindings(id),
        limit,
      )
      .map((row) => ({
        passageId: row.passage_id,
        title: JSON.parse(row.title) as string,
        text: JSON.parse(row.text) as string,
      })),
  countWaiting: (id) => sql.first<{ n: number }>(`SELECT COUNT(*) AS n ${WAITING}`, ...bindings(id))?.n ?? 0,
  put: (passageId, id, vector) =>
    sql.run(
      `INSERT OR REPLACE INTO passage_vectors (passage_id, model, dimension, pooling, vector)
       SELECT passage_id, ?, ?, ?, ? FROM passages WHERE passage_id = ?`,
      ...bindings(id),
      vector.slice().buffer,
      passageId,
    ),
  of: (documentId, id) =>
    new Set(
      sql
        .all<{ passage_id: string }>(
          `SELECT p.passage_id FROM passages p JOIN passage_vectors v ON ${HAS} WHERE p.document_id = ?`,
          ...bindings(id),
          documentId,
        )
        .map((row) => row.passage_id),
    ),
  all: (id) =>
    sql
      .all<{ passage_id: string; vector: ArrayBuffer }>(
        `SELECT v.passage_id, v.vector FROM passages p JOIN passage_vectors v ON ${HAS} WHERE ${SEARCHED} ORDER BY p.id`,
        ...bindings(id),
      )
      .map((row) => ({ passageId: row.passage_id, vector: new Int8Array(row.vector) })),
  removeOrphans: () => sql.run('DELETE FROM passage_vectors WHERE passage_id NOT IN (SELECT passage_id FROM passages)'),
});
