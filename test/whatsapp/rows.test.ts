import { afterAll, beforeAll, expect, it } from 'vitest';
import { lineOf } from '../chaos/report/case.ts';
import { WHATSAPP_ROWS } from '../chaos/report/matrix.ts';
import { cases, openWorld, runCase } from './cases.ts';
import type { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

// `npm run chaos -- --layer whatsapp --report` runs the same ones for docs/FAULTS.md.
it.each(cases.map((one): [title: string, one: (typeof cases)[number]] => [`row ${one.row}: ${one.name}`, one]))(
  '%s',
  async (_, one) => {
    const record = await runCase(one, world);
    process.stdout.write(`${lineOf(record)}\n`);
    expect(record.verdict, record.why ?? '').toBe('passed');
  },
);

it('every row that is about the library has a case', () => {
  expect([...new Set(cases.map(({ row }) => row))].toSorted((a, b) => a - b)).toEqual(WHATSAPP_ROWS);
});
