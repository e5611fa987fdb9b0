import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Sleep } from '../../clock.ts';

/** Names of the folder as the library's LocalAuth makes them. */
export const sessionDirOf = (folder: string): string => join(folder, 'session');

/** Makes the folder of the session for this user alone: who has it has the number. */
export const prepareSessionDir = (folder: string): void => {
  for (const path of [folder, sessionDirOf(folder)]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  }
};

/** Whether a process runs; a zombie does not. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return true;
  }
};

/** The browser that holds the profile, by the lock it leaves (`SingletonLock` -> `host-pid`); null when none does. */
const holderOf = (profile: string): { host: string; pid: number } | null => {
  try {
    const [, host = '', pid = ''] = /^(.*)-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock'))) ?? [];
    return pid === '' ? null : { host, pid: Number(pid) };
  } catch {
    return null;
  }
};

/** Whether that process is a browser on this profile, as far as can be told: pids come round again. */
const isOnProfile = (pid: number, profile: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
  } catch {
    return false;
  }
};

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

const TRIES = 50;
const TRY_EVERY_MS = 100;

/**
 * Makes sure that no browser holds the profile: one that an agent left behind as it died is given a moment to end, for its
 * pipe is closed, and then is ended; a lock without a browser, which a crash or a moved volume leaves, is removed. Only
 * one agent uses the folder at a time (`lockDataDir`). Returns what was found.
 */
export const freeProfile = async (folder: string, sleep: Sleep): Promise<'free' | 'stale' | 'ended'> => {
  const profile = sessionDirOf(folder);
  const holder = holderOf(profile);
  let found: 'free' | 'stale' | 'ended' = 'free';
  if (holder?.host === hostname() && isRunning(holder.pid) && isOnProfile(holder.pid, profile)) {
    found = 'ended';
    for (let tried = 0; tried < TRIES && isRunning(holder.pid); tried++) {
      if (tried === TRIES / 2) await endBrowser(holder.pid, sleep);
      await sleep(TRY_EVERY_MS);
    }
  }
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
    const path = join(profile, name);
    if (!exists(path)) continue;
    if (found === 'free') found = 'stale';
    rmSync(path, { force: true });
  }
  return found;
};

/** Ends a browser with all its processes: it leads its own group, except on Windows, where its children follow it. */
export const endBrowser = async (pid: number, sleep: Sleep): Promise<void> => {
  for (const target of process.platform === 'win32' ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
  for (let tried = 0; tried < TRIES && isRunning(pid); tried++) await sleep(TRY_EVERY_MS);
};
