import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds } from './campaign.ts';
import { cases, runPart } from './cases.ts';

// A thread of threads.ts: does one job after the other, as it is told.

/** What a job of each kind is given: place and part of a case; first seed, how many, and when to end (0 = never). */
export type Kind = 'case' | 'seeds';

const done = {
  case: async ([place = -1, part = -1]: readonly number[]) => {
    const one = cases[place]?.parts[part];
    if (!one) throw new Error(`there is no part ${part} of case ${place}`);
    return await runPart(one);
  },
  seeds: async ([from = 0, count = 0, until = 0]: readonly number[]) =>
    await runSeeds(from, count, { isOver: () => until > 0 && Date.now() >= until }),
};

/** What a job of each kind answers. */
export type Answers = { [K in Kind]: Awaited<ReturnType<(typeof done)[K]>> };

parentPort?.on('message', (numbers: number[]) => {
  const kind = workerData as Kind;
  void done[kind](numbers).then((answer) => parentPort?.postMessage(answer));
});
