import type { Deadline, Ports } from './context.ts';

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

/** Work with a time of its own, in milliseconds. It is given the signal of its end. */
export const withTime = async <T>(
  ports: Pick<Ports, 'deadline'>,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const deadline = ports.deadline(ms);
  try {
    return await withinTime(work(deadline.signal), deadline);
  } finally {
    deadline.done();
  }
};
