import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { migrate } from '../kit/migrate.ts';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import type { Sql, SqlRow, SqlValue } from '../kit/sql.ts';
import { openInMemory } from './memory.fixture.ts';
import { migrations } from './migrations.ts';
import { MAX_ASKINGS, openQuestionStore } from './question-store.ts';
import { noteUnanswered, takeQuestionsBack } from './questions.ts';

const ASKED = 'vocês vendem bonsai?';
const OTHER = 'tem bonsai pra vender?';

const open = (sql: Sql = nodeSql(new DatabaseSync(':memory:'))) => {
  const { ctx } = openInMemory(null, sql);
  const questions = openQuestionStore(sql);
  const count = (table: string): number => sql.first<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n ?? 0;
  const asking = { ...ctx, questions };
  const ask = (question: string, ...lines: string[]) => noteUnanswered(asking, question, lines);
  const takeBack = (...lines: string[]) => takeQuestionsBack(asking, lines);
  return { questions, count, ask, takeBack };
};
const times = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('K9 who asked an open question', () => {
  test('is known of the newest of each wording, and is not kept of one that has gone', () => {
    const { questions, count, ask, takeBack } = open();
    for (const i of times(MAX_ASKINGS + 50)) ask(ASKED, `line-${i}`, `more-${i}`);
    ask(OTHER, 'theirs');
    expect(questions.all()).toMatchObject([{ question: OTHER, alternatives: [ASKED], count: MAX_ASKINGS + 51 }]);
    expect([count('asked'), count('asked_lines')]).toEqual([MAX_ASKINGS + 1, 2 * MAX_ASKINGS + 1]);
    for (const i of times(MAX_ASKINGS + 50)) takeBack(`line-${i}`);
    expect(questions.all()).toMatchObject([{ question: OTHER, alternatives: [], count: 51 }]);
    takeBack('theirs');
    expect([questions.all(), count('asked'), count('asked_lines')]).toEqual([[], 0, 0]);
  });

  test('is found without reading all that was ever asked', () => {
    const read: string[] = [];
    const database = new DatabaseSync(':memory:');
    const sql = nodeSql(database);
    const { ask, takeBack } = open({
      ...sql,
      all: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => {
        read.push(query);
        return sql.all<Row>(query, ...bindings);
      },
      run: (query, ...bindings) => {
        read.push(query);
        sql.run(query, ...bindings);
      },
    });
    ask(ASKED, 'line');
    read.length = 0;
    ask(ASKED, 'other');
    takeBack('line');
    const ours = read.filter((query) => /\basked/u.test(query));
    const plans = ours.flatMap((query) => database.prepare(`EXPLAIN QUERY PLAN ${query}`).all());
    expect(plans.length).toBeGreaterThan(5);
    expect(plans.map(({ detail }) => String(detail)).filter((step) => /SCAN asked/u.test(step))).toEqual([]);
  });

  test('is known of what was asked before each line was found by itself', () => {
    const database = new DatabaseSync(':memory:');
    const sql = nodeSql(database);
    const before = migrations.slice(0, 5);
    migrate(sql, before);
    sql.run(
      `INSERT INTO asked (question_id, wording, lines) VALUES ('qst_a', '"bonsai?"', '["one","two"]'), ('qst_a', '"bonsai?"', '["three"]')`,
    );
    migrate(sql, migrations);
    const asked = { questionId: 'qst_a', wording: 'bonsai?' };
    const questions = openQuestionStore(sql);
    expect(questions.dropAsked(['two', 'none'])).toEqual([asked]);
    expect(questions.isAsked(asked)).toBe(true);
    expect(questions.dropAsked(['one', 'three'])).toEqual([asked]);
    expect(questions.isAsked(asked)).toBe(false);
  });
});
