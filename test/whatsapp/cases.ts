import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineOf, recordOf } from '../chaos/report/case.ts';
import type { CaseRecord } from '../chaos/report/records.ts';
import { crashCases } from './cases/crashes.ts';
import { historyCases } from './cases/history.ts';
import { peopleCases } from './cases/people.ts';
import { stateCases } from './cases/states.ts';
import type { WhatsAppCase } from './cases/case.ts';
import { World } from './world.ts';

/** Faults of the matrix that must hold with the real library in a real browser (L3). They share a world; the largest comes last. */
export const cases: readonly WhatsAppCase[] = [...crashCases, ...peopleCases, ...stateCases, ...historyCases];

/** A world whose number is linked and ready. */
export const openWorld = async (): Promise<World> => {
  const world = await World.start(mkdtempSync(join(tmpdir(), 'oconnector-rows-')));
  await world.startBot();
  await world.link(0);
  return world;
};

/** Runs one case; whatever it left behind is healed. Never throws. */
export const runCase = async (one: WhatsAppCase, world: World): Promise<CaseRecord> => {
  const record = await recordOf({ ...one, layer: 'L3' }, () => one.run(world));
  await heal(world, record.verdict === 'passed').catch(() => {});
  return record;
};

const heal = async (world: World, isReady: boolean): Promise<void> => {
  world.standIn.taking = 'ok';
  world.standIn.turn({ sends: 'ok', history: 'ok', ids: 'free' });
  if (isReady) return;
  await world.endBot('SIGKILL');
  const since = world.now;
  await world.startBot();
  await (world.standIn.isLinked ? world.untilReady(since) : world.link(since));
};

/** Runs all cases, or those of one row, and says what became of each. For the report; the tests run them one by one. */
export const runWhatsAppCases = async ({
  log,
  row,
}: {
  log: (line: string) => void;
  row: number | undefined;
}): Promise<CaseRecord[]> => {
  const chosen = cases.filter((one) => row === undefined || one.row === row);
  if (chosen.length === 0) return [];
  const world = await openWorld();
  const records: CaseRecord[] = [];
  try {
    for (const one of chosen) {
      const record = await runCase(one, world);
      log(lineOf(record));
      records.push(record);
    }
  } finally {
    await world.stop();
  }
  return records;
};
