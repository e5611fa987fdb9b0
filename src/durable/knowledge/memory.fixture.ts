import { DatabaseSync } from 'node:sqlite';
import type { Embedder } from '../../ai/embedder.ts';
import { openKit } from '../kit/context.ts';
import { openOrder } from '../kit/in-order.ts';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { openGoldenStore } from './golden-store.ts';
import { indexAgain, INDEX_TIMER, resumeIndex } from './index-again.ts';
import { migrations } from './migrations.ts';
import { openLookout } from './nearness.ts';
import { endReading } from './put.ts';
import { openReadingStore } from './reading-store.ts';
import { search } from './search.ts';
import { openStore } from './store.ts';
import { makeVectors, resumeVectors, VECTORS_TIMER } from './vectors.ts';
import { openVectorStore } from './vector-store.ts';

/** Meaning, for a test: three directions, told by letters that the words of no test share. */
const MEANINGS = [/zorklim|clareamento/iu, /brastic|horário/iu, /vaga/iu];
const meaningOf = (text: string): number[] => MEANINGS.map((one) => (one.test(text) ? 1 : 0.05));

/** An embedder of these meanings, what it was asked for, and what goes wrong with it. */
export const fakeEmbedder = (model = 'fake') => {
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

export const DOCUMENT = {
  documentId: 'doc_a',
  title: 'Clínica',
  text: '# Clareamento\nClareamento a laser em uma sessão.\n\n# Horário\nNosso horário é das 9h às 18h.\n\n# Vagas\nTemos vaga para carros.',
};

/** A Knowledge in memory, with every part that publishing and searching need. */
export const openInMemory = (embedder: Embedder | null, sql = nodeSql(new DatabaseSync(':memory:'))) => {
  const clock = { at: 1_000_000, now: () => clock.at };
  const errors: unknown[] = [];
  let drawn = 0;
  const surroundings = {
    sql,
    clock,
    alarm: { get: async () => null, set: async () => {} },
    random: {
      bytes: (length: number) => {
        drawn++;
        return Uint8Array.from({ length }, (_, i) => (drawn >>> (8 * (i % 4))) & 0xff);
      },
    },
    background: () => {},
    sleep: async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));
    },
  };
  const store = openStore(sql);
  const vectors = openVectorStore(sql);
  const kit = openKit(surroundings, {
    migrations,
    timers: { [INDEX_TIMER]: () => indexAgain(ctx), [VECTORS_TIMER]: () => makeVectors(ctx) },
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
    asked: new Map<string, Float32Array>(),
    writing: new Set<string>(),
    sleep: surroundings.sleep,
    onError: (_: string, error: unknown) => void errors.push(error),
    inOrder: openOrder(),
    endReading: (documentId: string) => endReading({ ...kit, readings }, documentId),
  };
  resumeIndex(ctx);
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

/** What happens between two slices. */
export const between = (body: (ctx: ReturnType<typeof openInMemory>['ctx'], slice: number) => void) => {
  const opened = openInMemory(null);
  let slice = 0;
  const ctx = { ...opened.ctx, sleep: async () => body(opened.ctx, ++slice) };
  return { ...opened, ctx, slices: () => slice };
};
