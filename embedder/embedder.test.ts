import { expect, test } from 'vitest';
import { embedderInstalled, openEmbedder, type LocalEmbedder } from './open.ts';

const cosine = (one: readonly number[] = [], other: readonly number[] = []): number =>
  one.reduce((sum, number, i) => sum + number * (other[i] ?? 0), 0);

const opened = async (body: (embedder: LocalEmbedder) => Promise<void>): Promise<void> => {
  const embedder = openEmbedder();
  if (embedder === null) throw new Error('the packages of the embedder are not installed');
  try {
    await body(embedder);
  } finally {
    await embedder.close();
  }
};

// The packages are optional; where they are not, the product has no embedder and this file has nothing to try.
const whereInstalled = test.runIf(embedderInstalled());

whereInstalled('vectors say what is near in meaning, whatever the texts are; no process runs before the first', () =>
  opened(async (embedder) => {
    expect(embedder.pid()).toBeNull();
    const texts = ['what time do you open?', 'opening hours: monday to friday, 9 to 18', 'we sell flower pots'];
    const vectors = await embedder.embed([...texts, '', 'a'.repeat(50_000), 'metade \ud800 de um par']);
    expect(vectors.map((vector) => vector.length)).toEqual(Array.from({ length: 6 }, () => 384));
    const [question, hours, pots] = vectors;
    expect(cosine(question, question)).toBeCloseTo(1, 4);
    expect(cosine(question, hours)).toBeGreaterThan(cosine(question, pots) + 0.2);
    expect(await embedder.embed([])).toEqual([]);
  }),
);

whereInstalled('a question comes between two texts of a long list', () =>
  opened(async (embedder) => {
    await embedder.embed(['warm']);
    const ended: string[] = [];
    const list = embedder.embed(Array.from({ length: 32 }, (_, i) => `passage ${i}`)).then(() => ended.push('list'));
    const question = embedder.embed(['what time do you open?']).then(() => ended.push('question'));
    await Promise.all([list, question]);
    expect(ended).toEqual(['question', 'list']);
  }),
);

whereInstalled('a process that dies refuses what it was asked for, and the next text starts another', () =>
  opened(async (embedder) => {
    const [before] = await embedder.embed(['opening hours']);
    const pid = embedder.pid();
    const underWay = embedder.embed(Array.from({ length: 500 }, () => 'a long list'));
    process.kill(Number(pid), 'SIGKILL');
    await expect(underWay).rejects.toThrow('SIGKILL');
    expect(embedder.pid()).toBeNull();
    expect(await embedder.embed(['opening hours'])).toEqual([before]);
    expect(embedder.pid()).not.toBe(pid);
  }),
);
