import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

/** Processes whose command line names this folder; a zombie has none. */
export const processesOn = (folder: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && commandOf(pid).includes(folder));

/** The children of a browser that draw pages; one of them waits for a page still to come. */
export const renderersOf = (folder: string): number[] =>
  processesOn(folder).filter((pid) => commandOf(pid).includes('--type=renderer'));

const parentOf = (pid: number): number => {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
};

/** Browsers on this folder, without their children; a child just forked still looks like its parent. */
export const browsersOn = (folder: string): number[] => {
  const found = processesOn(folder).filter((pid) => {
    const command = commandOf(pid);
    return command.includes(`--user-data-dir=${folder}`) && !command.includes('--type=');
  });
  return found.filter((pid) => !found.includes(parentOf(pid)));
};

/** Waits until no process of the folder is left; a browser's helpers notice a moment later that it is gone. */
export const untilGone = async (folder: string): Promise<void> => {
  for (let waited = 0; processesOn(folder).length > 0; waited += 25) {
    if (waited > 30_000) throw new Error(`left behind: ${processesOn(folder).map(commandOf).join('\n')}`);
    await sleep(25);
  }
};
