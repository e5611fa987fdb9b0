import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import type { Sql } from '../kit/sql.ts';
import { DOCUMENT, openInMemory } from './memory.fixture.ts';
import { putText, removeDocument } from './put.ts';
import { search } from './search.ts';

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

/** Things that change what a search finds, each undone by the next. */
const opened = async () => {
  const { sql, reads } = counted();
  const memory = openInMemory(null, sql);
  await putText(memory.ctx, DOCUMENT, 'forced');
  const find = (question: string) => search(memory.ctx.store, question, 3);
  const titles = (question: string) => find(question).map(({ title }) => title);
  return { ...memory, reads, find, titles };
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

  test('is read anew after every kind of write', async () => {
    const { ctx, find, titles } = await opened();
    expect(titles('tem clareamento?')).toEqual(['Clareamento']);
    const [{ passageId } = { passageId: '' }] = find('tem clareamento?');

    expect(titles('zorklim')).toEqual([]);
    const asked = ctx.store.setQuestions(passageId, ['E zorklim?']);
    ctx.store.indexPassages([
      { id: asked?.id ?? 0, terms: { title: 'clare', text: '', concepts: '', context: '', questions: 'zorklim' } },
    ]);
    await Promise.resolve();
    expect(find('zorklim')[0]?.passageId).toBe(passageId);

    await putText(ctx, { ...DOCUMENT, text: '# Zorklim\nO zorklim novo.' }, 'forced');
    expect(titles('zorklim')).toEqual(['Zorklim']);
    removeDocument(ctx, DOCUMENT.documentId);
    expect(titles('zorklim')).toEqual([]);
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
