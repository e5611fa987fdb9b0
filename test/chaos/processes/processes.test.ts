import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineOf } from '../report/case.ts';
import type { CaseRecord } from '../report/records.ts';
import { groups, runCase } from './cases.ts';
import { Stage, type FaultCase } from './cases/stage.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

// One after the other: they share two cores with everything else.
describe('the real processes, row by row of the fault matrix', () => {
  let shared: Stage;
  let slow: Stage;
  let waiting: Promise<CaseRecord[]>;

  beforeAll(async () => {
    shared = await Stage.open();
    slow = await Stage.open();
    // These wait most of their time, so they do it beside the others.
    waiting = (async () => {
      const records: CaseRecord[] = [];
      for (const one of groups.slow) records.push(await runCase(one, slow));
      return records;
    })();
  });
  afterAll(async () => {
    await waiting;
    await shared.close();
    await slow.close();
  });

  const judge = (record: CaseRecord): void => {
    say(lineOf(record));
    expect(record.verdict, record.why ?? '').not.toBe('failed');
  };
  const titled = (found: readonly FaultCase[]): [title: string, one: FaultCase, place: number][] =>
    found.map((one, place) => [`row ${one.row}: ${one.name}`, one, place]);

  it.each(titled(groups.shared))('%s', async (_, one) => judge(await runCase(one, shared)));
  it.each(titled(groups.slow))('%s', async (_title, _one, place) => {
    const record = (await waiting)[place];
    if (!record) throw new Error('it was not run');
    judge(record);
  });
});
