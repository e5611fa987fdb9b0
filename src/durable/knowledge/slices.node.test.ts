import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { indexAgain } from './index-again.ts';
import { longText } from './long-text.fixture.ts';
import { DOCUMENT, openInMemory } from './memory.fixture.ts';
import { splitDocument } from './passages.ts';
import { putText } from './put.ts';
import { begin, READ_TIMER } from './reading.ts';
import { prepareReading, SLICE } from './slices.ts';
import { resumeWriting } from './write.ts';

const LONG = { ...DOCUMENT, text: longText(12_000) };
const PIECES = splitDocument(LONG);
/** A golden question that only the short text answers. */
const GOLDEN = {
  goldenId: 'gol_a',
  question: 'qual o horário?',
  expected: { type: 'document', documentId: 'doc_a', says: '9h' } as const,
  updatedAt: 0,
};

/** What happens between two slices. */
const between = (body: (ctx: ReturnType<typeof openInMemory>['ctx'], slice: number) => void) => {
  const opened = openInMemory(null);
  let slice = 0;
  const ctx = { ...opened.ctx, sleep: async () => body(opened.ctx, ++slice) };
  return { ...opened, ctx, slices: () => slice };
};

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

  test.each(['a document that was there', 'nothing'] as const)(
    'K4 K10 that would break a golden question leaves %s as it was',
    async (what) => {
      const { ctx, find } = between(() => {});
      const there = what === 'nothing' ? { ...DOCUMENT, documentId: 'doc_b' } : DOCUMENT;
      await putText(ctx, there, 'forced');
      ctx.goldens.put({ ...GOLDEN, expected: { ...GOLDEN.expected, documentId: there.documentId } });
      // So many passages about the hours that the one that says them is found no more.
      const text = LONG.text.replaceAll('Parte', 'Qual o horário? Horário');
      expect(await putText(ctx, { ...LONG, text }, 'checked')).toMatchObject({ published: false, broken: [{}] });
      expect(ctx.store.documents()).toMatchObject([
        { documentId: there.documentId, state: 'ready', failure: null, progress: null, passages: 3 },
      ]);
      expect(await find('qual o horário?')).toContain('Horário');
      expect(ctx.readings.get('doc_a')).toBeNull();
    },
  );

  test('K10 that is only tried stores nothing on its way', async () => {
    const stored: unknown[] = [];
    const { ctx, slices } = between((inner) => stored.push(...inner.store.documents()));
    expect(await putText(ctx, LONG, 'dry')).toMatchObject({ published: false, passages: PIECES.length });
    expect(slices()).toBeGreaterThan(1);
    expect([...stored, ...ctx.store.documents()]).toEqual([]);
  });

  test('K10 makes way for a source that was sent after it', async () => {
    const file = { kind: 'file', fileName: 'novo.txt', bytes: 5 } as const;
    const { ctx, find } = between((inner, slice) => {
      if (slice !== 2) return;
      inner.commit(
        () => void begin(inner, { documentId: 'doc_a', title: null, source: file, publish: 'checked' }, 'sent'),
      );
    });
    await putText(ctx, DOCUMENT, 'forced');
    expect(await putText(ctx, LONG, 'forced')).toMatchObject({ published: false, state: 'sent' });
    expect(ctx.readings.get('doc_a')?.source).toEqual(file);
    expect(await find('horário')).toEqual(['Horário']);
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
    indexAgain(ctx);
    resumeWriting(ctx);
    expect(ctx.timers.get(READ_TIMER, 'doc_a')).toBe(ctx.clock.now());
    const draft = await prepareReading(ctx, reading);
    expect(draft).toMatchObject({ passages: { length: PIECES.length }, learnt: true });
  });
});
