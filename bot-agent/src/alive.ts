import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const EVERY_MS = 15_000;
/** So many beats may be missed by a machine that is merely busy. */
const SILENT_MS = 6 * EVERY_MS;

const fileOf = (dataDir: string): string => join(dataDir, 'alive');

/**
 * Shows by the time of a file that this process still turns and can write its folder. Whether its number is connected is
 * another question, which the dashboard answers. Returns how to stop.
 */
export const showAlive = (dataDir: string): (() => void) => {
  const file = fileOf(dataDir);
  const beat = (): void => {
    try {
      writeFileSync(file, '', { flag: 'a', mode: 0o600 });
      const now = Date.now() / 1_000;
      utimesSync(file, now, now);
    } catch {
      // The disk's trouble is the journal's to tell; a file that grows old tells it too.
    }
  };
  beat();
  const timer = setInterval(beat, EVERY_MS);
  return () => clearInterval(timer);
};

/** Whether the agent of this folder showed itself alive lately. */
export const isAlive = (dataDir: string, now: number): boolean => {
  try {
    return now - statSync(fileOf(dataDir)).mtimeMs < SILENT_MS;
  } catch {
    return false;
  }
};
