import type { Deadline } from './context.ts';

/** A piece of work took longer than it was given. */
export class OutOfTime extends Error {
  override name = 'OutOfTime';
}

/** Does not rely on anybody's respect for the signal: work that hangs must not hang the conversation. */
export const withinTime = <T>(work: Promise<T>, { signal }: Deadline): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = (): void => reject(new OutOfTime('out of time'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject);
  });
