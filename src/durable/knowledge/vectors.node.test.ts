import { describe, expect, test } from 'vitest';
import { DOCUMENT, fakeEmbedder, openInMemory } from './memory.fixture.ts';
import { openLookout } from './nearness.ts';
import { putText, removeDocument } from './put.ts';
import { toBytes, VECTORS_TIMER } from './vectors.ts';

describe('vectors of passages', () => {
  test('are made in the background, and find what shares no word with the question', async () => {
    const { embedder } = fakeEmbedder();
    const { ctx, settle, find } = openInMemory(embedder);
    await putText(ctx, DOCUMENT, 'forced');
    expect(await find('zorklim?')).toEqual([]);
    await settle();
    expect((await find('zorklim?'))[0]).toBe('Clareamento');
    expect((await find('brastic?'))[0]).toBe('Horário');
  });

  test('go on in batches after the object died in the middle', async () => {
    const { embedder, asked } = fakeEmbedder();
    const text = Array.from({ length: 40 }, (_, i) => `# Parte ${i}\nTexto ${i} da casa.`).join('\n\n');
    const first = openInMemory(embedder);
    await putText(first.ctx, { documentId: 'doc_b', title: 'Longo', text }, 'forced');
    first.clock.at += 1;
    await first.ctx.runTimers();
    expect(asked).toHaveLength(16);
    const second = openInMemory(embedder, first.sql);
    await second.settle();
    expect(asked).toHaveLength(40);
    expect(second.ctx.vectors.all(embedder.id)).toHaveLength(40);
  });

  test('a document put again embeds only what is new in it; a removed one leaves none', async () => {
    const { embedder, asked } = fakeEmbedder();
    const { ctx, settle } = openInMemory(embedder);
    await putText(ctx, DOCUMENT, 'forced');
    await settle();
    await putText(ctx, { ...DOCUMENT, text: `${DOCUMENT.text}\n\n# Novo\nUma parte nova aqui.` }, 'forced');
    await settle();
    expect(asked).toHaveLength(4);
    removeDocument(ctx, 'doc_a');
    await settle();
    expect(ctx.sql.first('SELECT COUNT(*) AS n FROM passage_vectors')).toEqual({ n: 0 });
  });

  test('of another model do not count, and are made again when the object opens', async () => {
    const { ctx, settle, sql } = openInMemory(fakeEmbedder('old').embedder);
    await putText(ctx, DOCUMENT, 'forced');
    await settle();
    const { embedder, asked } = fakeEmbedder('new');
    const after = openInMemory(embedder, sql);
    expect(await after.lookout.near('zorklim')).toBeNull();
    await after.settle();
    expect(asked).toHaveLength(3);
    expect((await after.find('zorklim'))[0]).toBe('Clareamento');
    expect(ctx.sql.first('SELECT COUNT(*) AS n FROM passage_vectors')).toEqual({ n: 3 });
  });

  test.each(['fails', 'hangs'] as const)(
    'an embedder that %s is tried again later, holds up no other timer, and the passages stay found by their words',
    async (how) => {
      const { embedder, state } = fakeEmbedder();
      state[how] = true;
      const { ctx, errors, settle, find, clock } = openInMemory(embedder);
      await putText(ctx, DOCUMENT, 'forced');
      await settle();
      expect(errors).toHaveLength(1);
      expect(await find('horário')).toEqual(['Horário']);
      state[how] = false;
      errors.length = 0;
      clock.at += 60_000;
      await settle();
      expect((await find('brastic?'))[0]).toBe('Horário');
    },
  );

  test('without an embedder nothing waits', async () => {
    const { ctx, settle, lookout } = openInMemory(null);
    await putText(ctx, DOCUMENT, 'forced');
    await settle();
    expect(ctx.timers.get(VECTORS_TIMER, '')).toBeNull();
    expect(await lookout.near('zorklim')).toBeNull();
  });
});

describe('a question', () => {
  const ready = async () => {
    const fake = fakeEmbedder();
    const opened = openInMemory(fake.embedder);
    await putText(opened.ctx, DOCUMENT, 'forced');
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
      await find('horário');
      expect(asked).toEqual(['horário', 'zorklim', 'horário']);
    },
  );
});

test.each(['qual o horário de vocês?', 'qual o horario?'])(
  '%s asks for the hours of the house, also where those of a delivery are as near in meaning',
  async (question) => {
    const { embedder } = fakeEmbedder();
    const { ctx, settle, find } = openInMemory(embedder);
    const text = `# Horário da entrega
As entregas saem em três horários: das 10h às 13h, das 13h às 18h e das 18h às 20h.

# Horário de funcionamento
De segunda a sexta, das 9h às 19h.`;
    await putText(ctx, { ...DOCUMENT, text }, 'forced');
    await settle();
    expect((await find(question))[0]).toBe('Horário de funcionamento');
    expect((await find('qual o horário da entrega?'))[0]).toBe('Horário da entrega');
  },
);

describe('K12: of a rush of questions', () => {
  const rushed = async () => {
    const { embedder, state } = fakeEmbedder();
    const opened = openInMemory(embedder);
    await putText(opened.ctx, DOCUMENT, 'forced');
    await opened.settle();
    await opened.lookout.near('brastic');
    state.hangs = true;
    const rush = Array.from({ length: 10 }, (_, i) => opened.lookout.near(`zorklim ${i}`));
    return { ...opened, state, rush };
  };
  const isByMeaning = (near: unknown) => near !== null;

  test('four wait for their vectors, and the others go by their words at once', async () => {
    const { rush } = await rushed();
    const first = await Promise.race(rush.map(async (near, i) => [i, await near] as const));
    expect(first).toEqual([4, null]);
  });

  test('one that was asked before, or is being asked for, is no more work', async () => {
    const { rush, lookout, state } = await rushed();
    expect(isByMeaning(await lookout.near('brastic'))).toBe(true);
    state.hangs = false;
    expect(await Promise.all([lookout.near('zorklim 0'), rush[0]])).toEqual([null, null]);
  });

  test('their places are given back when they have waited long enough', async () => {
    const { rush, lookout, state, clock } = await rushed();
    await Promise.all(rush);
    state.hangs = false;
    clock.at += 60_000;
    const later = await Promise.all(Array.from({ length: 6 }, (_, i) => lookout.near(`vaga ${i}`)));
    expect(later.map(isByMeaning)).toEqual([true, true, true, true, false, false]);
    for (let i = 0; i < 6; i++) expect(isByMeaning(await lookout.near(`horário ${i}`))).toBe(true);
  });
});

test('a vector is kept as bytes that point the same way', () => {
  expect([...toBytes([0.5, -0.25, 0])]).toEqual([127, -63, 0]);
  expect([...toBytes([0, 0])]).toEqual([0, 0]);
});

test('the nearest passages are those that sorting all of them gives, of equal ones the first', () => {
  const directions = [-5, 1, 9, 4, 9, -2, 7, 0];
  const rows = Array.from({ length: 60 }, (_, i) => {
    const x = directions[(i * 5) % directions.length] ?? 0;
    return { passageId: `pas_${i}`, vector: Int8Array.from([x, 3, i % 7]) };
  });
  const surroundings = { clock: { now: () => 0 }, sleep: () => new Promise<void>(() => {}) };
  const { embedder } = fakeEmbedder();
  const vectors = { ...openInMemory(null).ctx.vectors, all: () => rows };
  const near = openLookout(surroundings, { vectors, embedder }, () => {}).nearTo(Float32Array.from([1, 0, 0]));
  const sorted = rows
    .map(({ passageId }) => ({ passageId, cosine: near?.get(passageId) ?? Number.NaN }))
    .sort((left, right) => right.cosine - left.cosine);
  expect([...(near?.keys() ?? [])]).toEqual(sorted.slice(0, 20).map(({ passageId }) => passageId));
  expect(sorted[0]?.cosine).toBeCloseTo(9 / Math.hypot(9, 3, 0), 5);
});
