import { readdirSync, readFileSync } from 'node:fs';
import { treeMemoryMb } from '../../../bot-agent/src/channel/whatsapp-web/memory.ts';
import { browsersOn, processesOn } from '../processes.ts';
import type { World } from '../world.ts';

/** What the processes of an agent take at a moment; memory in MB, null for one that is not there. */
export type Sample = {
  second: number;
  agentPid: number;
  agentMb: number | null;
  /** Open files of the agent. */
  files: number | null;
  browserPid: number;
  /** The browser with its helpers, each page of memory counted once (PSS). */
  browserMb: number | null;
  /** Browsers on the agent's folder: two are one too many. */
  browsers: number;
  /** Everything that runs on its folder. */
  processes: number;
  /** Children of the agent that ended and that it has not heard of. */
  zombies: number;
};

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const filesOf = (pid: number): number | null => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
};

/** Resident memory of a process in MB; null when it is not there. */
export const residentMb = (pid: number): number | null => {
  const kb = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1];
  return kb === undefined ? null : Number(kb) / 1_024;
};

const zombiesOf = (parent: number): number =>
  readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    const stat = read(`/proc/${name}/stat`);
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' && Number(ppid) === parent;
  }).length;

export const sampleOf = (world: World, second: number): Sample => {
  const [agentPid, browsers] = [world.botPid, browsersOn(world.botDir)];
  const [browserPid = 0] = browsers;
  return {
    second,
    agentPid,
    agentMb: agentPid === 0 ? null : residentMb(agentPid),
    files: agentPid === 0 ? null : filesOf(agentPid),
    browserPid,
    browserMb: browserPid === 0 ? null : treeMemoryMb(browserPid),
    browsers: browsers.length,
    processes: processesOn(world.botDir).length,
    zombies: agentPid === 0 ? 0 : zombiesOf(agentPid),
  };
};

const median = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

/** How a figure moved: its median over the first and over the last window of some samples. */
export type Trend = { first: number; last: number; most: number; minutes: number };

const WINDOW_S = 300;

/** The first five minutes against the last five, or thirds where there are not so many; null for too few samples. */
export const trendOf = (samples: readonly Sample[], of: (sample: Sample) => number | null): Trend | null => {
  const points = samples.flatMap((sample) => {
    const value = of(sample);
    return value === null ? [] : [{ second: sample.second, value }];
  });
  const [from, to] = [points[0]?.second ?? 0, points.at(-1)?.second ?? 0];
  const window = Math.min(WINDOW_S, (to - from) / 3);
  const first = median(points.filter(({ second }) => second <= from + window).map(({ value }) => value));
  const last = median(points.filter(({ second }) => second >= to - window).map(({ value }) => value));
  if (first === null || last === null || points.length < 3) return null;
  return { first, last, most: Math.max(...points.map(({ value }) => value)), minutes: (to - from) / 60 };
};

/** The samples of the process that lived longest. */
export const longestLife = (samples: readonly Sample[], pidOf: (sample: Sample) => number): Sample[] => {
  const lives = Map.groupBy(
    samples.filter((sample) => pidOf(sample) !== 0),
    pidOf,
  );
  return [...lives.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
};
