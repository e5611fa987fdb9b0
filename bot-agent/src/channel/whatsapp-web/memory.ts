import { readdirSync, readFileSync } from 'node:fs';

const KB = /^Pss:\s+(\d+) kB$/m;
const PARENT = /^PPid:\s+(\d+)$/m;

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/**
 * Memory of a process with all its descendants in MB: the proportional share (PSS), for the processes of a browser share
 * most of theirs. Null where /proc does not tell, as on other systems than Linux.
 */
export const treeMemoryMb = (root: number): number | null => {
  const children = new Map<number, number[]>();
  let pids: number[];
  try {
    pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return null;
  }
  for (const pid of pids) {
    const parent = Number(PARENT.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  let kb = 0;
  for (const waiting = [root]; waiting.length > 0;) {
    const pid = waiting.pop() ?? 0;
    kb += Number(KB.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
    waiting.push(...(children.get(pid) ?? []));
  }
  return kb === 0 ? null : Math.round(kb / 1_024);
};
