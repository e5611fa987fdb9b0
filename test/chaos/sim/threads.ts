import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { add, keep, nothing, type Campaign, type Failure } from './campaign.ts';
import type { Answers, Kind } from './thread.ts';

type Running<Job, K extends Kind> = { job: Job; done: Promise<Answers[K]> };

/** Does the jobs on every core, in their order; each is told to its thread as a few numbers. */
export const onAllCores = <Job, K extends Kind>(
  kind: K,
  jobs: readonly Job[],
  numbersOf: (job: Job) => readonly number[],
  threads = availableParallelism(),
): Running<Job, K>[] => {
  const waiting = jobs.map((job) => ({ job, ...Promise.withResolvers<Answers[K]>() }));
  const left = [...waiting];
  const work = (worker: Worker): void => {
    const next = left.shift();
    if (!next) return void worker.terminate();
    const fail = (error: unknown): void => next.reject(error instanceof Error ? error : new Error(String(error)));
    worker.once('error', fail);
    worker.once('message', (answer: Answers[K]) => {
      worker.off('error', fail);
      next.resolve(answer);
      work(worker);
    });
    worker.postMessage(numbersOf(next.job));
  };
  for (let i = 0; i < Math.min(threads, jobs.length); i++)
    work(new Worker(join(import.meta.dirname, 'thread.ts'), { workerData: kind }));
  return waiting.map(({ job, promise }) => ({ job, done: promise }));
};

/** Seeds of one job: enough that a thread does not wait for its next one, few enough that all end together. */
const BLOCK = 20;

/** Lives the seeds on every core, at most for so long. What breaks a promise is kept for ever. */
export const runOnAllCores = async (
  from: number,
  count: number,
  options: { log: (line: string) => void; threads?: number; maxSeconds?: number },
): Promise<Campaign> => {
  const until = options.maxSeconds === undefined ? 0 : Date.now() + options.maxSeconds * 1_000;
  const firsts = Array.from({ length: Math.ceil(count / BLOCK) }, (_, i) => from + i * BLOCK);
  const failures: Failure[] = [];
  let totals = nothing();
  let told = 0;
  const jobs = onAllCores(
    'seeds',
    firsts,
    (first) => [first, Math.min(BLOCK, from + count - first), until],
    options.threads,
  );
  await Promise.all(
    jobs.map(async ({ done }) => {
      const part = await done;
      totals = add(totals, part.totals);
      for (const failure of part.failures) {
        keep(failure);
        failures.push(failure);
        options.log(`seed ${failure.seed} breaks a promise; kept in test/chaos/seeds/regress.json`);
      }
      if (totals.seeds - told < Math.max(500, count / 20)) return;
      told = totals.seeds;
      options.log(`${told} of ${count} lives, ${failures.length} broke a promise`);
    }),
  );
  return { totals, failures: failures.toSorted((a, b) => a.seed - b.seed) };
};
