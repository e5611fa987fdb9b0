import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process with this id exists. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * When the process started, in whatever form the system tells it; null when there is no such process. A pid alone may
 * have been given to somebody else since it was written down; pid and birth together are one process.
 */
export const birthOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; what follows it does not. Field 22, state being field 3; Z is a corpse.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return birthFromPs(pid);
  }
};

const birthFromPs = (pid: number): string | null => {
  if (process.platform === 'linux') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
};

/** Signals a process group, by the pid of the process that leads or led it. Says whether anybody was there. */
export const signalGroup = (leader: number, signal: NodeJS.Signals): boolean => {
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    return false;
  }
};

/** Resolves true once the check fails to find life, false after `timeoutMs`. */
export const waitUntil = async (gone: () => boolean, timeoutMs: number): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (!gone()) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
};

/** A process worth remembering over a crash of the supervisor. */
export type Known = { role: string; pid: number; birth: string };

/** Writes down who runs. A process that is gone already is left out. */
export const remember = (file: string, processes: { role: string; pid: number }[]): void => {
  const known = processes.flatMap(({ role, pid }): Known[] => {
    const birth = birthOf(pid);
    return birth === null ? [] : [{ role, pid, birth }];
  });
  writeFileSync(file, `${JSON.stringify(known)}\n`, { mode: 0o600 });
};

const isKnown = (value: unknown): value is Known =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  'pid' in value &&
  'birth' in value &&
  Number.isInteger(value.pid);

const readKnown = (file: string): Known[] => {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(parsed) ? parsed.filter(isKnown) : [];
  } catch {
    return [];
  }
};

/**
 * Ends what an earlier supervisor left behind when it was killed together with its children's own watch over it. Only
 * processes whose birth is the one written down are touched. Returns how many there were.
 */
export const endLeftBehind = async (file: string): Promise<Known[]> => {
  const left = readKnown(file).filter(({ pid, birth }) => birthOf(pid) === birth);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  await waitUntil(() => left.every(({ pid, birth }) => birthOf(pid) !== birth), 5000);
  return left;
};
