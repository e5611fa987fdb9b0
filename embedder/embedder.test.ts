import { Request } from 'miniflare';
import { expect, test } from 'vitest';
import { embedderInstalled, openEmbedder, type LocalEmbedder } from './open.ts';
import { embedderService } from './service.ts';

const cosine = (one: readonly number[] = [], other: readonly number[] = []): number =>
  one.reduce((sum, number, i) => sum + number * (other[i] ?? 0), 0);

const opened = async (body: (embedder: LocalEmbedder) => Promise<void>, execPath?: string): Promise<void> => {
  const embedder = openEmbedder(execPath);
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
    if (pid === null) throw new Error('it has no process');
    const underWay = embedder.embed(Array.from({ length: 500 }, () => 'a long list'));
    process.kill(pid, 'SIGKILL');
    await expect(underWay).rejects.toThrow('SIGKILL');
    expect(embedder.pid()).toBeNull();
    expect(await embedder.embed(['opening hours'])).toEqual([before]);
    expect(embedder.pid()).not.toBe(pid);
  }),
);

whereInstalled('a process that cannot even begin refuses every text, and takes nothing with it', () =>
  opened(async (embedder) => {
    await expect(embedder.embed(['opening hours'])).rejects.toThrow('ENOENT');
    await expect(embedder.embed(['opening hours'])).rejects.toThrow('ENOENT');
    expect(embedder.pid()).toBeNull();
  }, '/nowhere/node'),
);

whereInstalled('what is closed stays closed: what was asked for is refused, and nothing begins again', () =>
  opened(async (embedder) => {
    await embedder.embed(['warm']);
    const refused = expect(embedder.embed(Array.from({ length: 500 }, () => 'a long list'))).rejects.toThrow('SIGKILL');
    await embedder.close();
    await refused;
    await expect(embedder.embed(['later'])).rejects.toThrow('closed');
    expect(embedder.pid()).toBeNull();
  }),
);

whereInstalled('the service takes an array of texts and nothing else, and says why it has no vectors', () =>
  opened(async (embedder) => {
    const ask = async (body: string) => {
      const answer = await embedderService(embedder)(new Request('http://embedder/', { method: 'POST', body }));
      return { status: answer.status, text: await answer.text() };
    };
    expect(JSON.parse((await ask('["opening hours"]')).text)).toEqual(await embedder.embed(['opening hours']));
    for (const wrong of ['', '"abc"', '{}', '[1]', JSON.stringify(['a'.repeat(20_000)])])
      expect(await ask(wrong)).toMatchObject({ status: 400 });
    await embedder.close();
    expect(await ask('["opening hours"]')).toMatchObject({ status: 503, text: expect.stringContaining('closed') });
  }),
);
