import { describe, expect, test } from 'vitest';
import { BadVectors } from '../embedder.ts';
import type { LocalService } from './local.ts';
import { selectEmbedder } from './select.ts';
import { MAX_TEXTS } from './workers-ai.ts';

/** A process that answers so. */
const serving = (answer: (texts: string[]) => Response): LocalService => ({
  fetch: async (_, { body }) => answer(JSON.parse(body) as string[]),
});

const vector = (dimension: number) => Array.from({ length: dimension }, (_, i) => (i === 0 ? 1 : 0));

describe('the local embedder', () => {
  test('gives the English model English words', async () => {
    const heard: string[] = [];
    const service = serving((texts) => {
      heard.push(...texts);
      return Response.json(texts.map(() => vector(384)));
    });
    const embedder = selectEmbedder('local', { EMBEDDER: service });
    expect(await embedder?.embed(['que horas abre?', 'opening hours'])).toHaveLength(2);
    expect(heard).toEqual(['what time opens', 'opening hours']);
    expect(embedder?.id).toMatchObject({ dimension: 384, pooling: 'mean' });
  });

  test.each([
    ['too few vectors', []],
    ['another dimension', [vector(3)]],
    ['no numbers', [vector(384).map(() => Number.NaN)]],
    ['nothing', null],
  ])('%s are refused', async (_, answer) => {
    const embedder = selectEmbedder('local', { EMBEDDER: serving(() => Response.json(answer)) });
    await expect(embedder?.embed(['a'])).rejects.toThrow(BadVectors);
  });

  test('says why it has none', async () => {
    const away = serving(() => new Response('the local embedder ended with SIGKILL', { status: 503 }));
    await expect(selectEmbedder('local', { EMBEDDER: away })?.embed(['a'])).rejects.toThrow('ended with SIGKILL');
  });
});

describe('Workers AI', () => {
  const answering = (answer: (texts: readonly string[]) => unknown) => {
    const calls: { model: string; texts: readonly string[] }[] = [];
    const run = async (model: string, { text }: { text: readonly string[] }) => {
      calls.push({ model, texts: text });
      return answer(text);
    };
    return { calls, embedder: selectEmbedder('workers-ai', { AI: { run } }) };
  };

  test('takes as many texts at once as the model does, in order', async () => {
    const { calls, embedder } = answering((texts) => ({
      shape: [texts.length, 1024],
      data: texts.map((text) => [Number(text), ...vector(1023)]),
    }));
    const texts = Array.from({ length: 2 * MAX_TEXTS + 1 }, (_, i) => String(i));
    const vectors = await embedder?.embed(texts);
    expect(vectors?.map(([first]) => first)).toEqual(texts.map(Number));
    expect(calls.map(({ model, texts: some }) => [model, some.length])).toEqual([
      ['@cf/baai/bge-m3', MAX_TEXTS],
      ['@cf/baai/bge-m3', MAX_TEXTS],
      ['@cf/baai/bge-m3', 1],
    ]);
  });

  test.each([[null], ['busy'], [{ errors: [] }], [{ data: [[1, 2]] }]])('%j is no answer', async (answer) => {
    await expect(answering(() => answer).embedder?.embed(['a'])).rejects.toThrow(BadVectors);
  });
});

test('nothing is selected when nothing is wanted, or what is wanted is not there', () => {
  expect(selectEmbedder('none', { EMBEDDER: serving(() => Response.json([])) })).toBeNull();
  expect(selectEmbedder('local', {})).toBeNull();
  expect(selectEmbedder('workers-ai', { EMBEDDER: serving(() => Response.json([])) })).toBeNull();
});
