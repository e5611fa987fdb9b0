import { expect, it } from 'vitest';
import { KINDS } from './soak/plan.ts';
import { soak } from './soak/soak.ts';

// `npm run soak:whatsapp -- --minutes 30` does this for as long as it is told.
it('agents, browsers, pages and connections die while people write: nothing is lost, nothing comes twice, nothing is left behind', async () => {
  const lines: string[] = [];
  const found = await soak({
    totalMs: KINDS.length * 1_500,
    disturbEveryMs: 1_500,
    writeEveryMs: 300,
    sampleEveryMs: 500,
    agent: null,
    log: (line) => lines.push(line),
  });
  expect(found.violations).toEqual([]);
  expect(found.messages).toMatchObject({ lost: 0, storedTwice: 0, stored: found.messages.written });
  expect(found.sends).toMatchObject({ twice: 0, unknown: 0 });
  expect(found.leftBehind).toBe(0);
  expect(Math.max(...found.samples.map(({ browsers }) => browsers))).toBe(1);
  // A run that did little proves little.
  expect(found.done).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, 1])));
  expect(found.sends.taken, lines.join('\n')).toBeGreaterThan(0);
});
