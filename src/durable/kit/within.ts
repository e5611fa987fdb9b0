import type { Surroundings } from './surroundings.ts';

/** The work's own end, or an error after `ms` without one. The work itself goes on: what it waits for may never come, and nobody waits with it. */
export const within = <T>({ sleep }: Pick<Surroundings, 'sleep'>, ms: number, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    sleep(ms).then((): never => {
      throw new Error(`not done within ${ms} ms`);
    }),
  ]);
