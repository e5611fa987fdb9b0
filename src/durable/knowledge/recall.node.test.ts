import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import type { Sql } from '../kit/sql.ts';
import { DOCUMENT, openInMemory } from './memory.fixture.ts';
import { putText } from './put.ts';
import { search } from './search.ts';
import type { KnowledgeStore } from './store.ts';

/** SQLite, and how often it was read. */
const counted = (): { sql: Sql; reads: () => number } => {
  const sql = nodeSql(new DatabaseSync(':memory:'));
  let reads = 0;
  const all: Sql['all'] = (...asked) => {
    reads++;
    return sql.all(...asked);
  };
  const first: Sql['first'] = (...asked) => {
    reads++;
    return sql.first(...asked);
  };
  return { sql: { ...sql, all, first }, reads: () => reads };
};

/** A Knowledge with one document, over counted SQLite. */
const opened = async () => {
  const { sql, reads } = counted();
  const memory = openInMemory(null, sql);
  await putText(memory.ctx, DOCUMENT, 'forced');
  const find = (question: string) => search(memory.ctx.store, question, 3);
  const titles = (question: string) => find(question).map(({ title }) => title);
  return { ...memory, reads, find, titles };
};

const terms = { title: 'clare', text: '', concepts: '', context: '', questions: '' };
const passage = {
  passageId: 'pas_1',
  documentId: 'doc_a',
  position: 0,
  title: 'Clareamento',
  text: 'De novo.',
  questions: [],
  start: 0,
  end: 8,
  hash: 'h',
  held: null,
  released: false,
  terms,
};

const indexAs = (store: KnowledgeStore, passageId: string, word: string): void => {
  const id = store.passagesAfter(0, 10).find(({ passage: one }) => one.passageId === passageId)?.id ?? 0;
  store.indexPassages([{ id, terms: { ...terms, title: word, text: word } }]);
};

const forgetAll = (store: KnowledgeStore, sql: Sql): void => {
  sql.run('UPDATE vocabulary SET version = 0');
  store.forgetOldWords(1_000);
};

describe('what searches read again and again', () => {
  test('is read once, and found the same', async () => {
    const { reads, find } = await opened();
    const from = reads();
    const first = find('tem clareamento?');
    const once = reads() - from;
    expect(find('tem clareamento?')).toEqual(first);
    expect(reads() - from - once).toBeLessThan(once / 2);
  });

  const writes: [string, (store: KnowledgeStore, passageId: string, sql: Sql) => unknown][] = [
    ['a passage is inserted', (store) => store.insertPassage({ ...passage, passageId: 'pas_new', position: 9 })],
    ['passages are removed', (store) => store.removePassages('doc_a')],
    ['the questions of a passage are set', (store, passageId) => store.setQuestions(passageId, ['E zorklim?'])],
    ['a passage is indexed', (store, passageId) => indexAs(store, passageId, 'zorklim')],
    ['words of other code are forgotten', (store, _, sql) => forgetAll(store, sql)],
    ['words are learnt', (store) => store.learn([{ ...terms, text: 'clareamentos' }])],
  ];

  test.each(writes)('is read anew when %s', async (_, write) => {
    const { ctx, find } = await opened();
    const [{ passageId } = { passageId: '' }] = find('tem clareamento?');
    const read = () => ({
      count: ctx.store.countPassages(),
      matches: ctx.store.countMatches('clare'),
      found: ctx.store.match('clare', 5).map(({ passage: one, questions }) => [one.passageId, questions]),
      alike: ctx.store.stemsLike('"lar" OR "ame"', 5),
    });
    const before = read();
    write(ctx.store, passageId, ctx.sql);
    await Promise.resolve();
    expect(read()).not.toEqual(before);
  });

  test('is not kept of a draft that is taken back', async () => {
    const { ctx, find, titles } = await opened();
    const before = find('tem clareamento ou vaga?');
    const drafted: string[][] = [];
    expect(() =>
      ctx.commit(() => {
        ctx.store.removePassages('doc_a');
        drafted.push(titles('tem clareamento ou vaga?'));
        throw new Error('taken back');
      }),
    ).toThrow('taken back');
    expect(drafted).toEqual([[]]);
    expect(find('tem clareamento ou vaga?')).toEqual(before);
  });
});
