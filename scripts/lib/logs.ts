import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

// Two files of this size a child; enough for days of a demo.
const MAX_LOG_BYTES = 10 * 1024 * 1024;

export const logFile = (dir: string, name: string): string => join(dir, `${name}.log`);

/** Opens a child's log for appending and gives the descriptor to `use`, which hands it on; it is closed here. */
export const withLogFd = <T>(dir: string, name: string, use: (fd: number) => T): T => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const fd = openSync(logFile(dir, name), 'a', 0o600);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
};

/** Moves a log that has grown too large to `.1`. Children append, so the same descriptor goes on at the new end. */
export const rotate = (dir: string, name: string, maxBytes = MAX_LOG_BYTES): boolean => {
  const file = logFile(dir, name);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return false;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
  return true;
};

/** The last lines of a log, for a message about why a child ended. */
export const tail = (dir: string, name: string, lines = 15): string => {
  try {
    return readFileSync(logFile(dir, name), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
};
