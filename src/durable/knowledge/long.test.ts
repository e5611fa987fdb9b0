import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, test } from 'vitest';
import { installFailpoints } from '../../lib/failpoint.ts';
import { eventually } from '../conversation/conversation.fixture.ts';
import { knowledgeStub, objectName, type ObjectBindings } from '../stubs.ts';
import { longText } from './long-text.fixture.ts';
import { splitDocument } from './passages.ts';
import { SLICE } from './slices.ts';

const bindings = env as unknown as ObjectBindings;
const QUESTION = 'quanto custa a entrega na capital?';
const OLD = { documentId: 'doc_l', title: 'Loja', text: '# Entrega na capital\nA entrega na capital custa R$ 12,00.' };
const LONG = { ...OLD, text: `${longText(30_000)}# Entrega na capital\nA entrega na capital custa R$ 15,00.` };
const PIECES = splitDocument(LONG);
const SLICES = Math.ceil(PIECES.length / SLICE);

let next = 0;
const open = () => {
  const clienteId = `cli_long-${next++}`;
  const knowledge = () => knowledgeStub(bindings, clienteId);
  const stub = () => bindings.KNOWLEDGE.getByName(objectName(clienteId));
  const answer = async () => (await knowledge().search(QUESTION, 1))[0]?.text ?? '';
  return { knowledge, stub, answer };
};

/** Calls `each` after every slice that is stored, with how many there were. */
const afterSlices = (each: (count: number) => void): (() => number) => {
  let count = 0;
  installFailpoints((name) => void (name === 'knowledge.slice' && each(++count)));
  return () => count;
};
afterEach(() => installFailpoints(null));

describe('a text of many slices', () => {
  test('K10 holds up no search for longer than a part of it, and is not searched before it is whole', async () => {
    const { knowledge, answer } = open();
    await knowledge().put(OLD);
    expect(await answer()).toContain('12,00');
    const slices = afterSlices(() => {});
    let ended = false;
    const put = knowledge()
      .put(LONG, 'checked')
      .finally(() => (ended = true));
    const seen: { text: string; slices: number; state: string | undefined }[] = [];
    while (!ended) {
      const text = await answer();
      const [document] = await knowledge().list();
      if (!ended) seen.push({ text, slices: slices(), state: document?.state });
      // Without a pause nothing but these questions would ever be served.
      await scheduler.wait(1);
    }
    expect(await put).toMatchObject({ state: 'ready', progress: null, published: true, passages: PIECES.length });
    const during = seen.filter((one) => one.slices > 0 && one.slices < SLICES);
    expect(new Set(during.map((one) => one.slices)).size).toBeGreaterThan(SLICES / 4);
    expect(new Set(during.map(({ state }) => state))).toEqual(new Set(['indexing']));
    expect(during.filter(({ text }) => !text.includes('12,00'))).toEqual([]);
    expect(await answer()).toContain('15,00');
  });

  test('K10 goes on with the next slice when its object died between two, no passage twice and none lost', async () => {
    const { knowledge, stub, answer } = open();
    await knowledge().put(OLD);
    const slices = afterSlices((count) => {
      if (count === 3) throw new Error('the process dies');
    });
    await expect(async () => {
      await knowledge().put(LONG, 'checked');
    }).rejects.toThrow('dies');
    await runInDurableObject(stub(), (_, state) => state.abort('crash')).catch(() => {});
    expect(slices()).toBe(3);
    expect(await answer()).toContain('12,00');
    await eventually(async () => expect(await knowledge().list()).toMatchObject([{ state: 'ready', progress: null }]));
    expect(slices()).toBe(SLICES);
    const shown = await knowledge().document(OLD.documentId);
    expect(shown?.passages.map(({ position, title, text }) => ({ position, title, text }))).toEqual(
      PIECES.map(({ title, text }, position) => ({ position, title, text })),
    );
    expect(shown?.source).toEqual({ kind: 'text', text: LONG.text });
    expect(await answer()).toContain('15,00');
  });
});
