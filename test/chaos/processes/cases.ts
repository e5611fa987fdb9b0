import { lineOf, recordOf } from '../report/case.ts';
import type { CaseRecord } from '../report/records.ts';
import { contentCases } from './cases/contents.ts';
import { crashCases } from './cases/crashes.ts';
import { linkCases } from './cases/links.ts';
import { loadCases } from './cases/loads.ts';
import { multitudeCases } from './cases/multitude.ts';
import { projectionCases } from './cases/projection.ts';
import { slowCases } from './cases/slow.ts';
import { Stage, type FaultCase } from './cases/stage.ts';
import { diskCases, stateCases } from './cases/states.ts';

// The supervisor waits ever longer for a process that keeps dying, so cases that kill the agent stand apart from each other.
const ORDER = [7, 13, 8, 22, 9, 14, 15, 29, 10, 40, 42, 43, 6, 11, 32, 4, 18, 44, 19, 37, 38, 34, 39, 17, 52, 36, 35];
const inOrder = (found: readonly FaultCase[]): FaultCase[] =>
  found.toSorted((a, b) => ORDER.indexOf(a.row) - ORDER.indexOf(b.row));

/** Cases that share one world, and those that wait most of their time and have one of their own meanwhile. */
export const groups: Record<'shared' | 'slow', FaultCase[]> = {
  shared: inOrder([
    ...crashCases,
    ...linkCases,
    ...contentCases,
    ...loadCases,
    ...stateCases,
    ...projectionCases,
    ...diskCases,
  ]),
  slow: slowCases,
};

/** Too long for every day. */
export const nightlyCases: FaultCase[] = multitudeCases;

/** Runs one case; whatever it left behind is healed. Never throws. */
export const runCase = async (
  one: FaultCase,
  stage: Stage,
  log: (line: string) => void = () => {},
): Promise<CaseRecord> => {
  const record = await recordOf(one, () => one.run(stage, log));
  await stage.world.heal().catch(() => {});
  return record;
};

export type CasesToRun = { log: (line: string) => void; nightly: boolean; row: number | undefined };

/** Runs all cases, in their worlds, and says what became of each. For the report; the tests run them one by one. */
export const runCases = async ({ log, nightly, row }: CasesToRun): Promise<CaseRecord[]> => {
  const chosen = (all: readonly FaultCase[]): FaultCase[] => all.filter((one) => row === undefined || one.row === row);
  const inOneWorld = async (found: readonly FaultCase[]): Promise<CaseRecord[]> => {
    if (found.length === 0) return [];
    const stage = await Stage.open();
    const records: CaseRecord[] = [];
    try {
      for (const each of found) {
        const record = await runCase(each, stage, log);
        log(lineOf(record));
        records.push(record);
      }
    } finally {
      await stage.close();
    }
    return records;
  };
  const found = await Promise.all([inOneWorld(chosen(groups.shared)), inOneWorld(chosen(groups.slow))]);
  // Alone: it takes the machine for itself.
  if (nightly) found.push(await inOneWorld(chosen(nightlyCases)));
  return found.flat().sort((a, b) => a.row - b.row);
};
