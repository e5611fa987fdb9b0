import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Sleep } from './clock.ts';
import { reasonOf } from './log.ts';
import { Unrecoverable } from './service.ts';

const TRIES = 20;
const TRY_EVERY_MS = 250;

/** Creates the folder of the agent, for this user alone: it holds the credential and the journal. */
export const prepareDataDir = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (thrown) {
    throw new Unrecoverable(
      `DATA_DIR ${path} cannot be used (${reasonOf(thrown)}): set it to a folder that this user may write.`,
    );
  }
};

/**
 * Makes sure that one agent alone uses the folder, by a lock that the kernel frees however the process ends. Waits a few
 * seconds for a predecessor that is just dying. Returns how to let go.
 */
export const lockDataDir = async (path: string, sleep: Sleep): Promise<() => void> => {
  const lock = new DatabaseSync(join(path, 'lock.db'), { timeout: 0 });
  for (let tried = 1; ; tried++) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return () => lock.close();
    } catch (thrown) {
      if (tried < TRIES && thrown instanceof Error && 'errcode' in thrown && thrown.errcode === 5) {
        await sleep(TRY_EVERY_MS);
        continue;
      }
      lock.close();
      throw new Unrecoverable(
        `DATA_DIR ${path} is in use by another agent: stop it, or give this one a folder of its own.`,
      );
    }
  }
};
