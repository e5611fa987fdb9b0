import type { OpenQuestion } from '@oconnector/protocol/model/knowledge.ts';
import type { Sql } from '../kit/sql.ts';
import type { AskedTerm } from './questions.ts';

/** A group of open questions, with the terms by which others are found to be much the same. */
export type QuestionGroup = OpenQuestion & { terms: AskedTerm[] };

type Row = {
  question_id: string;
  question: string;
  alternatives: string;
  terms: string;
  count: number;
  first_at: number;
  last_at: number;
};

const toGroup = (row: Row): QuestionGroup => ({
  questionId: row.question_id,
  question: JSON.parse(row.question) as string,
  alternatives: JSON.parse(row.alternatives) as string[],
  terms: JSON.parse(row.terms) as AskedTerm[],
  count: row.count,
  firstAt: row.first_at,
  lastAt: row.last_at,
});

/** All SQL of the open questions. */
export type QuestionStore = {
  /** Most asked first. */
  all(): QuestionGroup[];
  get(questionId: string): QuestionGroup | null;
  put(group: QuestionGroup): void;
  remove(questionId: string): boolean;
  /** Leaves this many; the least asked go, of these the oldest. */
  keep(count: number): void;
  /** Notes that these lines, by their names (`KnowledgeRpc.unanswered`), asked a group in this wording; of others than `kept` nothing stays. */
  noteAsked(asked: Asked & { lines: readonly string[] }, kept: readonly string[]): void;
  /** Nobody has asked what any of these lines asked; answers what that was. */
  dropAsked(lines: readonly string[]): Asked[];
  /** Whether anybody asks a group in this wording. */
  isAsked(asked: Asked): boolean;
};

type Asked = { questionId: string; wording: string };

/** Askings of one wording whose lines are known: of older ones none can be taken back, and the wording stays as long as one of these is not. */
export const MAX_ASKINGS = 200;

type AskedRow = { question_id: string; wording: string };

const askedTable = (sql: Sql): Pick<QuestionStore, 'noteAsked' | 'dropAsked' | 'isAsked'> => ({
  noteAsked: ({ questionId, wording, lines }, kept) => {
    const used = JSON.stringify(wording);
    const [row] = sql.all<{ id: number }>(
      'INSERT INTO asked (question_id, wording) VALUES (?, ?) RETURNING id',
      questionId,
      used,
    );
    if (row === undefined) throw new Error(`an asking of ${questionId} was not stored`);
    sql.run(
      'INSERT OR IGNORE INTO asked_lines (line, asked_id) SELECT value, ? FROM json_each(?)',
      row.id,
      JSON.stringify(lines),
    );
    sql.run(
      `DELETE FROM asked WHERE id IN
         (SELECT id FROM asked WHERE question_id = ? AND wording = ? ORDER BY id DESC LIMIT -1 OFFSET ?)`,
      questionId,
      used,
      MAX_ASKINGS,
    );
    sql.run(
      'DELETE FROM asked WHERE question_id = ? AND wording NOT IN (SELECT value FROM json_each(?))',
      questionId,
      JSON.stringify(kept.map((one) => JSON.stringify(one))),
    );
  },
  dropAsked: (lines) =>
    sql
      .all<AskedRow>(
        `DELETE FROM asked WHERE id IN (SELECT asked_id FROM asked_lines WHERE line IN (SELECT value FROM json_each(?)))
         RETURNING question_id, wording`,
        JSON.stringify(lines),
      )
      .map((row) => ({ questionId: row.question_id, wording: JSON.parse(row.wording) as string })),
  isAsked: ({ questionId, wording }) =>
    sql.first(
      'SELECT id FROM asked WHERE question_id = ? AND wording = ? LIMIT 1',
      questionId,
      JSON.stringify(wording),
    ) !== null,
});

export const openQuestionStore = (sql: Sql): QuestionStore => ({
  all: () => sql.all<Row>('SELECT * FROM open_questions ORDER BY count DESC, last_at DESC, question_id').map(toGroup),
  get: (questionId) => {
    const row = sql.first<Row>('SELECT * FROM open_questions WHERE question_id = ?', questionId);
    return row === null ? null : toGroup(row);
  },
  put: ({ questionId, question, alternatives, terms, count, firstAt, lastAt }) =>
    sql.run(
      `INSERT INTO open_questions (question_id, question, alternatives, terms, count, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (question_id) DO UPDATE SET question = excluded.question, alternatives = excluded.alternatives,
         terms = excluded.terms, count = excluded.count, last_at = excluded.last_at`,
      questionId,
      JSON.stringify(question),
      JSON.stringify(alternatives),
      JSON.stringify(terms),
      count,
      firstAt,
      lastAt,
    ),
  remove: (questionId) => {
    sql.run('DELETE FROM asked WHERE question_id = ?', questionId);
    return sql.all('DELETE FROM open_questions WHERE question_id = ? RETURNING question_id', questionId).length > 0;
  },
  keep: (count) => {
    const gone = sql.all<{ question_id: string }>(
      `DELETE FROM open_questions WHERE question_id IN
         (SELECT question_id FROM open_questions ORDER BY count DESC, last_at DESC LIMIT -1 OFFSET ?) RETURNING question_id`,
      count,
    );
    for (const { question_id } of gone) sql.run('DELETE FROM asked WHERE question_id = ?', question_id);
  },
  ...askedTable(sql),
});
