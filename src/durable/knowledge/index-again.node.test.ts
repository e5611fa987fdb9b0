import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { indexAgain, INDEX_TIMER } from './index-again.ts';
import { longText } from './long-text.fixture.ts';
import { DOCUMENT, openInMemory } from './memory.fixture.ts';
import { putText, removeDocument } from './put.ts';
import { SLICE } from './slices.ts';
import { INDEX_VERSION, termsOfPassage } from './terms-of.ts';

type Opened = ReturnType<typeof openInMemory>;

/** A business whose index other code has built: it read a word in every passage that this code reads in none. */
const built = async () => {
  const sql = nodeSql(new DatabaseSync(':memory:'));
  const { ctx } = openInMemory(null, sql);
  await putText(ctx, { documentId: 'doc_l', title: 'Longo', text: longText(20_000) }, 'forced');
  await putText(ctx, DOCUMENT, 'forced');
  const passages = ctx.store.countPassages();
  // Ids are drawn anew by each object in memory.
  sql.run(`UPDATE passages SET passage_id = 'pas_old' || id`);
  sql.run(`UPDATE passage_terms SET text = 'antiquad'`);
  sql.run(`UPDATE vocabulary SET version = 0`);
  sql.run(`INSERT INTO vocabulary (id, stem) VALUES (100000, 'antiquad')`);
  sql.run(`INSERT INTO vocabulary_letters (rowid, stem) VALUES (100000, 'antiquad')`);
  ctx.meta.set('index', INDEX_VERSION - 1);
  return { sql, passages };
};

/** Passages that are found as the other code read them. */
const old = ({ ctx }: Pick<Opened, 'ctx'>): number => ctx.store.countMatches('text : antiquad');
const isKnown = ({ ctx }: Pick<Opened, 'ctx'>): boolean => ctx.store.stemsLike('"ntiq"', 1).length > 0;

const untilBuilt = ({ ctx }: Pick<Opened, 'ctx'>): void => {
  for (let i = 0; i < 100 && ctx.timers.get(INDEX_TIMER, '') !== null; i++) indexAgain(ctx);
  expect(ctx.meta.get('index')).toBe(INDEX_VERSION);
  expect(ctx.timers.get(INDEX_TIMER, '')).toBeNull();
};

const expectAsThisCodeReads = ({ ctx, sql }: Pick<Opened, 'ctx' | 'sql'>): void => {
  const searched = ctx.store.passagesAfter(0, 10_000);
  expect(searched.length).toBeGreaterThan(SLICE);
  expect(sql.all('SELECT rowid AS id, * FROM passage_terms ORDER BY rowid').map((row) => ({ ...row }))).toEqual(
    searched.map(({ id, documentTitle, passage }) => ({ id, ...termsOfPassage(documentTitle, passage) })),
  );
};

describe('K11 an index that other code built', () => {
  test('is built again a slice at a time, and what is not yet is found as before', async () => {
    const { sql, passages } = await built();
    const opened = openInMemory(null, sql);
    expect(old(opened)).toBe(passages);
    expect(passages).toBeGreaterThan(3 * SLICE);
    indexAgain(opened.ctx);
    expect(old(opened)).toBe(passages - SLICE);
    indexAgain(opened.ctx);
    expect(old(opened)).toBe(passages - 2 * SLICE);
    expect(isKnown(opened)).toBe(true);
    untilBuilt(opened);
    expectAsThisCodeReads(opened);
    expect(isKnown(opened)).toBe(false);
    expect(opened.ctx.store.stemsLike('"garan"', 1)).toHaveLength(1);
    const { events } = opened.ctx.journal.page({ before: null, correlation: null, limit: 1 });
    expect(events).toMatchObject([{ kind: 'index.built', data: { passages, version: INDEX_VERSION } }]);
  });

  test('goes on with the next slice after a death, and begins again for yet another code', async () => {
    const { sql, passages } = await built();
    indexAgain(openInMemory(null, sql).ctx);
    const again = openInMemory(null, sql);
    expect(again.ctx.timers.get(INDEX_TIMER, '')).not.toBeNull();
    indexAgain(again.ctx);
    expect(old(again)).toBe(passages - 2 * SLICE);
    again.ctx.meta.set('indexing', { version: INDEX_VERSION + 1, after: 1_000_000, passages });
    const back = openInMemory(null, sql);
    untilBuilt(back);
    expectAsThisCodeReads(back);
  });

  test('has what is published and removed meanwhile as this code reads it', async () => {
    const { sql } = await built();
    const opened = openInMemory(null, sql);
    indexAgain(opened.ctx);
    await putText(opened.ctx, { ...DOCUMENT, text: `${DOCUMENT.text}\n\n# Girassol\nTemos girassol.` }, 'forced');
    await putText(opened.ctx, { documentId: 'doc_n', title: 'Novo', text: '# Samambaia\nTemos samambaia.' }, 'forced');
    removeDocument(opened.ctx, 'doc_n');
    await putText(opened.ctx, { documentId: 'doc_m', title: 'Outro', text: '# Lavanda\nTemos lavanda.' }, 'forced');
    expect(await opened.find('tem girassol?')).toEqual(['Girassol']);
    untilBuilt(opened);
    expectAsThisCodeReads(opened);
    expect(opened.ctx.store.stemsLike('"lavan"', 1)).toHaveLength(1);
  });

  test('is none of an object that is new', () => {
    const { ctx } = openInMemory(null);
    expect(ctx.meta.get('index')).toBe(INDEX_VERSION);
    expect(ctx.timers.get(INDEX_TIMER, '')).toBeNull();
  });
});
