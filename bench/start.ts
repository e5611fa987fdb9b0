import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstance } from '../test/support/instance.ts';
import type { Measure } from './report.ts';

const timed = async (stateDir: string): Promise<number> => {
  const from = performance.now();
  const instance = await startInstance({ stateDir });
  const seconds = (performance.now() - from) / 1000;
  await instance.stop();
  return seconds;
};

/** From the command to the JSON line: with an empty state (migrate, seed) and with the state of the first run. */
export const measureStart = async (): Promise<Measure[]> => {
  const stateDir = await mkdtemp(join(tmpdir(), 'oconnector-bench-'));
  try {
    const first = await timed(stateDir);
    const second = await timed(stateDir);
    return [
      { what: 'npm start, installed and built, empty state', value: first, target: 8, unit: 's' },
      { what: 'npm start again', value: second, target: 5, unit: 's' },
    ];
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
};
