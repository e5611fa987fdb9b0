import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

export type Lock = { release: () => void };

const BUSY = 5;

/**
 * Takes a lock that the operating system frees when the process ends, however it ends: SQLite's own file lock. A file
 * that only holds a pid would outlive a `kill -9` and be wrong once the pid is given to somebody else.
 * Returns null when another process (or this one) holds it.
 */
export const tryLock = (file: string): Lock | null => {
  mkdirSync(dirname(file), { recursive: true });
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === BUSY) return null;
    throw error;
  }
  return { release: () => db.close() };
};

/** Waits for the lock, runs `work`, frees it. `onWait` is called once when somebody else holds it. */
export const withLock = async <T>(file: string, work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> => {
  let lock = tryLock(file);
  if (!lock) onWait();
  while (!lock) {
    await sleep(100);
    lock = tryLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
};
