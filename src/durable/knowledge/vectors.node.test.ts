import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Embedder } from '../../ai/embedder.ts';
import { openKit } from '../kit/context.ts';
import type { Sql, SqlRow, SqlValue } from '../kit/sql.ts';
import { indexAgain } from './index-again.ts';
import { migrations } from './migrations.ts';
import { openLookout } from './nearness.ts';
import { openGoldenStore } from './golden-store.ts';
import { putText, removeDocument } from './put.ts';
import { openReadingStore } from './reading-store.ts';
import { search } from './search.ts';
import { openStore } from './store.ts';
import { makeVectors, resumeVectors, toBytes, VECTORS_TIMER } from './vectors.ts';
import { openVectorStore } from './vector-store.ts';

/** Storage of an object over node:sqlite; a BLOB goes in as a view. */
const openSql = (): Sql => {
  const db = new DatabaseSync(':memory:');
  const bind = (bindings: SqlValue[]) =>
    bindings.map((one) => (one instanceof ArrayBuffer ? new Uint8Array(one) : one)) as SQLInputValue[];
  const all = <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) =>
    db.prepare(query).all(...bind(bindings)) as Row[];
  let depth = 0;
  return {
    all,
    first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => all<Row>(query, ...bindings)[0] ?? null,
    run: (query, ...bindings) => {
      if (bindings.length === 0) db.exec(query);
      else db.prepare(query).run(...bind(bindings));
    },
    transaction: (body) => {
      const name = `s${depth++}`;
      db.exec(`SAVEPOINT ${name}`);
      try {
        const result = body();
        db.exec(`RELEASE ${name}`);
        return result;
      } catch (error) {
        db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
  };
};

/** Meaning, for a test: three directions, told by letters that the words of no test share. */
const MEANINGS = [/zorklim|clareamento/iu, /brastic|horário/iu, /vaga/iu];
const meaningOf = (text: string): number[] => MEANINGS.map((one) => (one.test(text) ? 1 : 0.05));

const fakeEmbedder = (model = 'fake') => {
  const asked: string[] = [];
  const state = { fails: false, hangs: false };
  const embedder: Embedder = {
    id: { model, dimension: 3, pooling: 'mean' },
    embed: async (texts) => {
      asked.push(...texts);
      if (state.fails) throw new Error('away');
      if (state.hangs) await new Promise(() => {});
      return texts.map(meaningOf);
    },
  };
  return { embedder, asked, state };
};

const DOCUMENT = {
  documentId: 'doc_a',
  title: 'Clínica',
  text: '# Clareamento\nClareamento a laser em uma sessão.\n\n# Horário\nNosso horário é das 9h às 18h.\n\n# Vagas\nTemos vaga para carros.',
};

const open = (embedder: Embedder | null, sql = openSql()) => {
  const clock = { at: 1_000_000, now: () => clock.at };
  const errors: unknown[] = [];
  let bytes = 0;
  const surroundings = {
    sql,
    clock,
    alarm: { get: async () => null, set: async () => {} },
    random: { bytes: (length: number) => Uint8Array.from({ length }, () => bytes++ % 251) },
    background: () => {},
    sleep: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
  const store = openStore(sql);
  const vectors = openVectorStore(sql);
  const kit = openKit(surroundings, {
    migrations,
    timers: { [VECTORS_TIMER]: () => makeVectors(ctx) },
    effects: {},
    snapshot: () => ({}) as never,
    pushSnapshot: async () => {},
    onError: (_, error) => errors.push(error),
  });
  const readings = openReadingStore(sql);
  const lookout = openLookout(surroundings, { vectors, embedder }, (error) => errors.push(error));
  const ctx = {
    ...kit,
    store,
    vectors,
    embedder,
    lookout,
    goldens: openGoldenStore(sql),
    readings,
    endReading: (documentId: string) => readings.end(documentId),
  };
  indexAgain(ctx);
  resumeVectors(ctx);
  const settle = async () => {
    for (let i = 0; i < 50 && kit.timers.get(VECTORS_TIMER, '') !== null && errors.length === 0; i++) {
      clock.at += 10;
      await kit.runTimers();
    }
  };
  const find = async (question: string) =>
    search(store, question, 3, await lookout.near(question)).map(({ title }) => title);
  return { sql, ctx, clock, errors, lookout, settle, find };
};

describe('vectors of passages', () => {
  test('are made in the background, and find what shares no word with the question', async () => {
    const { embedder } = fakeEmbedder();
    const { ctx, settle, find } = open(embedder);
    putText(ctx, DOCUMENT, 'forced');
    expect(await find('zorklim?')).toEqual([]);
    await settle();
    expect((await find('zorklim?'))[0]).toBe('Clareamento');
    expect((await find('brastic?'))[0]).toBe('Horário');
  });

  test('go on in batches after the object died in the middle', async () => {
    const { embedder, asked } = fakeEmbedder();
    const text = Array.from({ length: 40 }, (_, i) => `# Parte ${i}\nTexto ${i} da casa.`).join('\n\n');
    const first = open(embedder);
    putText(first.ctx, { documentId: 'doc_b', title: 'Longo', text }, 'forced');
    first.clock.at += 1;
    await first.ctx.runTimers();
    expect(asked).toHaveLength(16);
    const second = open(embedder, first.sql);
    await second.settle();
    expect(asked).toHaveLength(40);
    expect(second.ctx.vectors.all(embedder.id)).toHaveLength(40);
  });

  test('a document put again embeds only what is new in it; a removed one leaves none', async () => {
    const { embedder, asked } = fakeEmbedder();
    const { ctx, settle } = open(embedder);
    putText(ctx, DOCUMENT, 'forced');
    await settle();
    putText(ctx, { ...DOCUMENT, text: `${DOCUMENT.text}\n\n# Novo\nUma parte nova aqui.` }, 'forced');
    await settle();
    expect(asked).toHaveLength(4);
    removeDocument(ctx, 'doc_a');
    await settle();
    expect(ctx.sql.first('SELECT COUNT(*) AS n FROM passage_vectors')).toEqual({ n: 0 });
  });

  test('of another model do not count, and are made again when the object opens', async () => {
    const { ctx, settle, sql } = open(fakeEmbedder('old').embedder);
    putText(ctx, DOCUMENT, 'forced');
    await settle();
    const { embedder, asked } = fakeEmbedder('new');
    const after = open(embedder, sql);
    expect(await after.lookout.near('zorklim')).toBeNull();
    await after.settle();
    expect(asked).toHaveLength(3);
    expect((await after.find('zorklim'))[0]).toBe('Clareamento');
    expect(ctx.sql.first('SELECT COUNT(*) AS n FROM passage_vectors')).toEqual({ n: 3 });
  });

  test('an embedder that fails is tried again later, and the passages stay found by their words', async () => {
    const { embedder, state } = fakeEmbedder();
    state.fails = true;
    const { ctx, errors, settle, find, clock } = open(embedder);
    putText(ctx, DOCUMENT, 'forced');
    await settle();
    expect(errors).toHaveLength(1);
    expect(await find('horário')).toEqual(['Horário']);
    state.fails = false;
    errors.length = 0;
    clock.at += 60_000;
    await settle();
    expect((await find('brastic?'))[0]).toBe('Horário');
  });

  test('without an embedder nothing waits', async () => {
    const { ctx, settle, lookout } = open(null);
    putText(ctx, DOCUMENT, 'forced');
    await settle();
    expect(ctx.timers.get(VECTORS_TIMER, '')).toBeNull();
    expect(await lookout.near('zorklim')).toBeNull();
  });
});

describe('a question', () => {
  const ready = async () => {
    const fake = fakeEmbedder();
    const opened = open(fake.embedder);
    putText(opened.ctx, DOCUMENT, 'forced');
    await opened.settle();
    fake.asked.length = 0;
    return { ...opened, ...fake };
  };

  test('is embedded once, however often it is looked up', async () => {
    const { find, asked } = await ready();
    await Promise.all([find('zorklim'), find('zorklim')]);
    await find('zorklim');
    expect(asked).toEqual(['zorklim']);
  });

  test.each(['fails', 'hangs'] as const)(
    'is answered by words alone when the embedder %s, and the next ones do not wait',
    async (how) => {
      const { find, asked, state, errors, clock } = await ready();
      state[how] = true;
      expect(await find('horário')).toEqual(['Horário']);
      expect(errors).toHaveLength(1);
      expect(await find('vaga')).toEqual(['Vagas']);
      expect(asked).toEqual(['horário']);
      state[how] = false;
      clock.at += 60_000;
      expect((await find('zorklim'))[0]).toBe('Clareamento');
    },
  );
});

test('a vector is kept as bytes that point the same way', () => {
  expect([...toBytes([0.5, -0.25, 0])]).toEqual([127, -63, 0]);
  expect([...toBytes([0, 0])]).toEqual([0, 0]);
});
