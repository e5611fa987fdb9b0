import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const groupOf = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return Number.NaN;
  }
};

const isBrowserOn = (folder: string, command: string): boolean =>
  command.includes(`--user-data-dir=${folder}`) && !command.includes('--type=');

/**
 * Processes whose command line names this folder, and those in the group that a browser on it leads, for the children of a
 * headless shell do not name it. Once that browser is gone only its pid tells which they are. A zombie has no command line.
 */
export const processesOn = (folder: string, browser = Number.NaN): number[] => {
  const all = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid))
    .map((pid) => ({ pid, command: commandOf(pid), group: groupOf(pid) }))
    .filter(({ command }) => command !== '');
  const led = new Set(all.filter(({ command }) => isBrowserOn(folder, command)).map(({ pid }) => pid)).add(browser);
  return all.filter(({ command, group }) => command.includes(folder) || led.has(group)).map(({ pid }) => pid);
};

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
  const found = processesOn(folder).filter((pid) => isBrowserOn(folder, commandOf(pid)));
  return found.filter((pid) => !found.includes(parentOf(pid)));
};

/** Waits until no process of the folder and of its last browser is left; its helpers notice a moment later that it is gone. */
export const untilGone = async (folder: string, browser: number): Promise<void> => {
  for (let waited = 0; processesOn(folder, browser).length > 0; waited += 25) {
    if (waited > 30_000) throw new Error(`left behind: ${processesOn(folder, browser).map(commandOf).join('\n')}`);
    await sleep(25);
  }
};
