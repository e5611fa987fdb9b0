import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { describe, expect, test } from 'vitest';
import { putGolden, runGolden } from './golden.ts';
import { DOCUMENT, fakeEmbedder, openInMemory } from './memory.fixture.ts';
import { putText } from './put.ts';
import type { Embedder } from '../../ai/embedder.ts';

/** A question that shares no word with the passage that answers it. */
const GOLDEN = {
  goldenId: 'gld_clareamento',
  question: 'zorklim?',
  expected: { type: 'document', documentId: 'doc_a', says: 'laser' },
} as const;

const ready = async (embedder: Embedder | null) => {
  const opened = openInMemory(embedder);
  const { ctx } = opened;
  // Whatever is found is answered: what is looked at here is how it is found.
  ctx.meta.set('playbook', { ...DEFAULT_PLAYBOOK, confidence: { answer: 0, ask: 0 } });
  await putText(ctx, DOCUMENT, 'forced');
  await opened.settle();
  putGolden(ctx, GOLDEN);
  const put = (text: string, mode: 'checked' | 'forced' | 'dry' = 'checked') =>
    putText(ctx, { ...DOCUMENT, text }, mode);
  return { ...opened, put };
};

const REWORDED = DOCUMENT.text.replace('em uma sessão', 'em duas sessões');
const WITHOUT = DOCUMENT.text.slice(DOCUMENT.text.indexOf('# Horário'));

describe('K4 golden questions are asked as a contact asks', () => {
  test('by meaning where there is an embedder, and by words where there is none', async () => {
    const { ctx, find } = await ready(fakeEmbedder().embedder);
    expect((await find(GOLDEN.question))[0]).toBe('Clareamento');
    expect(await runGolden(ctx)).toMatchObject({ failed: 0, results: [{ found: { title: 'Clareamento' } }] });
    const { ctx: plain } = await ready(null);
    expect(await runGolden(plain)).toMatchObject({ failed: 1, results: [{ found: null }] });
  });

  test("the cliente's own bar for an answer is the bar", async () => {
    const { ctx } = await ready(fakeEmbedder().embedder);
    ctx.meta.set('playbook', { ...DEFAULT_PLAYBOOK, confidence: { answer: 1, ask: 1 } });
    expect(await runGolden(ctx)).toMatchObject({ failed: 1, results: [{ found: null }] });
  });

  test('a change of words does not break what only the meaning finds; its vector is made once', async () => {
    const { embedder, asked } = fakeEmbedder();
    const { put, settle, find } = await ready(embedder);
    asked.length = 0;
    expect(await put(REWORDED)).toMatchObject({ published: true, broken: [] });
    expect((await find('zorklim?'))[0]).toBe('Clareamento');
    await settle();
    expect(asked.filter((text) => text.includes('duas sessões'))).toHaveLength(1);
  });

  test('what they would lose is kept, and searched as before', async () => {
    const { put, find, ctx } = await ready(fakeEmbedder().embedder);
    const refused = await put(WITHOUT);
    expect(refused).toMatchObject({ published: false, broken: [{ goldenId: GOLDEN.goldenId }] });
    expect((await find('zorklim?'))[0]).toBe('Clareamento');
    expect(await runGolden(ctx)).toMatchObject({ failed: 0 });
    expect(await put(WITHOUT, 'forced')).toMatchObject({ published: true, broken: [{ goldenId: GOLDEN.goldenId }] });
    expect(await find('zorklim?')).not.toContain('Clareamento');
  });

  test.each(['fails', 'hangs'] as const)('an embedder that %s holds no publication up', async (how) => {
    const { embedder, state } = fakeEmbedder();
    const { put, errors } = await ready(embedder);
    state[how] = true;
    expect(await put(WITHOUT)).toMatchObject({ published: true, broken: [] });
    expect(errors).toHaveLength(1);
  });

  test('a document that is too long to wait for is asked by words alone', async () => {
    const { embedder, asked } = fakeEmbedder();
    const { put } = await ready(embedder);
    asked.length = 0;
    const long = Array.from({ length: 200 }, (_, i) => `# Parte ${i}\nTexto número ${i} da casa.`).join('\n\n');
    expect(await put(`${DOCUMENT.text}\n\n${long}`)).toMatchObject({ published: true, broken: [] });
    expect(asked).toEqual([]);
  });

  test('publications wait for each other, also where one of them waits for its vectors', async () => {
    const { embedder } = fakeEmbedder();
    const { put, ctx, find } = await ready(embedder);
    const done = await Promise.all([
      ctx.inOrder(() => put(REWORDED, 'forced')),
      ctx.inOrder(() => put(WITHOUT, 'forced')),
    ]);
    expect(done.map(({ version }) => version)).toEqual([2, 3]);
    expect(await find('zorklim?')).not.toContain('Clareamento');
  });
});
