import { expect, test } from 'vitest';
import { compatibilityDate, openAlone } from './alone.ts';
import { asModule, embedderInstalled, embedderWorker } from './options.ts';

const cosine = (one: readonly number[] = [], other: readonly number[] = []): number =>
  one.reduce((sum, number, i) => sum + number * (other[i] ?? 0), 0);

// The packages are optional; where they are not, the product has no embedder and this file has nothing to try.
test.runIf(embedderInstalled())(
  'the embedder answers in a real workerd, and is no part of it before it is asked',
  async () => {
    const { embed, close } = await openAlone();
    try {
      const texts = ['what time do you open?', 'opening hours: monday to friday, 9 to 18', 'we sell flower pots'];
      const vectors = await embed([...texts, '', 'a'.repeat(50_000), 'metade \ud800 de um par']);
      expect(vectors.map((vector) => vector.length)).toEqual(Array.from({ length: 6 }, () => 384));
      const [question, hours, pots] = vectors;
      expect(cosine(question, question)).toBeCloseTo(1, 4);
      expect(cosine(question, hours)).toBeGreaterThan(cosine(question, pots) + 0.2);
      expect(await embed([])).toEqual([]);
    } finally {
      await close();
    }
  },
);

test.runIf(embedderInstalled())('its Worker carries no weights: they are read by the first question', async () => {
  const worker = await embedderWorker(await compatibilityDate());
  const modules = worker !== null && 'modules' in worker && Array.isArray(worker.modules) ? worker.modules : [];
  expect(modules.map(({ path }) => path.split('/').at(-1))).toEqual(['worker.mjs', 'engine.mjs', 'engine_bg.wasm']);
  const bytes = modules.reduce((sum, { contents }) => sum + (contents?.length ?? 0), 0);
  expect(bytes).toBeLessThan(8_000_000);
});

test('an engine of another shape is refused, instead of failing inside the Worker', () => {
  expect(() => asModule('export const nothing = 1;')).toThrow('not the one that is known');
});
