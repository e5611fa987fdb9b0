import type { Expected, GoldenQuestion } from '@oconnector/protocol/model/knowledge.ts';
import type { Sql } from '../kit/sql.ts';

type Row = { golden_id: string; question: string; expected: string; updated_at: number };

const toGolden = (row: Row): GoldenQuestion => ({
  goldenId: row.golden_id,
  question: JSON.parse(row.question) as string,
  expected: JSON.parse(row.expected) as Expected,
  updatedAt: row.updated_at,
});

/** All SQL of the golden questions. */
export type GoldenStore = {
  all(): GoldenQuestion[];
  put(golden: GoldenQuestion): void;
  remove(goldenId: string): boolean;
};

export const openGoldenStore = (sql: Sql): GoldenStore => ({
  all: () => sql.all<Row>('SELECT * FROM golden_questions ORDER BY golden_id').map(toGolden),
  put: ({ goldenId, question, expected, updatedAt }) =>
    sql.run(
      `INSERT INTO golden_questions (golden_id, question, expected, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (golden_id) DO UPDATE SET question = excluded.question, expected = excluded.expected, updated_at = excluded.updated_at`,
      goldenId,
      JSON.stringify(question),
      JSON.stringify(expected),
      updatedAt,
    ),
  remove: (goldenId) =>
    sql.all('DELETE FROM golden_questions WHERE golden_id = ? RETURNING golden_id', goldenId).length > 0,
});
