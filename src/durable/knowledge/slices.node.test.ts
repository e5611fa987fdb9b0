import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { resumeIndex } from './index-again.ts';
import { longText } from './long-text.fixture.ts';
import { between, DOCUMENT, openInMemory } from './memory.fixture.ts';
import { splitDocument } from './passages.ts';
import { publish } from './publish.ts';
import { putText } from './put.ts';
import { READ_TIMER } from './reading.ts';
import { prepareReading, SLICE } from './slices.ts';
import { resumeWriting } from './write.ts';

const LONG = { ...DOCUMENT, text: longText(12_000) };
const PIECES = splitDocument(LONG);

describe('a long text', () => {
  test('is more than one slice, and shows how far it is', async () => {
    const progress: unknown[] = [];
    const { ctx } = between((inner) => progress.push(inner.store.document('doc_a')?.progress));
    expect(PIECES.length).toBeGreaterThan(2 * SLICE);
    await putText(ctx, LONG, 'forced');
    expect(progress.slice(0, 2)).toEqual([
      { done: SLICE, total: PIECES.length },
      { done: 2 * SLICE, total: PIECES.length },
    ]);
    expect(ctx.readings.get('doc_a')).toBeNull();
    expect(ctx.timers.get(READ_TIMER, 'doc_a')).toBeNull();
  });

  test('K10 that is only tried stores nothing on its way', async () => {
    const stored: unknown[] = [];
    const { ctx, slices } = between((inner) => stored.push(...inner.store.documents()));
    expect(await putText(ctx, LONG, 'dry')).toMatchObject({ published: false, passages: PIECES.length });
    expect(slices()).toBeGreaterThan(1);
    expect([...stored, ...ctx.store.documents()]).toEqual([]);
  });

  test('K10 whose slices other code made ready is made ready again', async () => {
    const sql = nodeSql(new DatabaseSync(':memory:'));
    const { ctx } = openInMemory(null, sql);
    const dying = { ...ctx, sleep: () => Promise.reject(new Error('the process dies')) };
    await expect(putText(dying, LONG, 'forced')).rejects.toThrow('dies');
    const reading = ctx.readings.get('doc_a');
    if (reading === null) throw new Error('nothing is on its way');
    expect(ctx.readings.countPrepared(reading.readingId)).toBe(SLICE);
    ctx.meta.set('index', 0);
    resumeIndex(ctx);
    resumeWriting(ctx);
    expect(ctx.timers.get(READ_TIMER, 'doc_a')).toBe(ctx.clock.now());
    const draft = await prepareReading(ctx, reading);
    expect(draft).toMatchObject({ passages: { length: PIECES.length } });
  });

  test('K10 is corrected by the words of all of its slices, also of those that other code made ready', async () => {
    const { ctx, sql } = openInMemory(null);
    const dying = { ...ctx, sleep: () => Promise.reject(new Error('the process dies')) };
    await expect(putText(dying, { ...LONG, text: `Girassol.\n\n${LONG.text}` }, 'forced')).rejects.toThrow('dies');
    // Whatever that code learnt of them it learnt elsewhere.
    sql.run('DELETE FROM vocabulary; DELETE FROM vocabulary_letters;');
    const reading = ctx.readings.get('doc_a');
    const draft = reading && (await prepareReading(ctx, reading));
    if (draft === null || typeof draft === 'string') throw new Error('nothing is on its way');
    publish(ctx, draft, 'forced', { meaning: null });
    expect(ctx.store.stemsLike('"gir"', 5)).toHaveLength(1);
  });
});
