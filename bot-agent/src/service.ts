import type { Random, Sleep } from './clock.ts';
import { reasonOf, type Log } from './log.ts';

/** A loop of the agent: `run` lasts until the signal aborts, or throws `Unrecoverable`. */
export interface Service {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** Stop, do not retry: only a person can help (a revoked credential, a used pairing code). The message says how. */
export class Unrecoverable extends Error {
  override readonly name = 'Unrecoverable';
}

export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 30_000;
// Not 2: a server that restarts within five seconds must be found again within ten.
const BACKOFF_GROWTH = 1.5;

/** Full jitter: anywhere between nothing and a ceiling that grows by half with each attempt (from 0) up to 30 s. */
export const backoffMs = (attempt: number, random: Random): number =>
  random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * BACKOFF_GROWTH ** Math.min(attempt, 16));

/**
 * Runs `attempt` again and again with backoff until it returns `done`, the signal aborts or it throws `Unrecoverable`.
 * An attempt resets the backoff by calling `settled`.
 */
export const retrying = async (
  attempt: (settled: () => void) => Promise<'again' | 'done'>,
  options: { signal: AbortSignal; sleep: Sleep; random: Random; log: Log; name: string },
): Promise<void> => {
  let failures = 0;
  while (!options.signal.aborted) {
    try {
      const result = await attempt(() => {
        failures = 0;
      });
      if (result === 'done') return;
    } catch (thrown) {
      if (thrown instanceof Unrecoverable) throw thrown;
      options.log[failures > 4 ? 'warn' : 'info']('retry', {
        service: options.name,
        attempt: failures,
        reason: reasonOf(thrown),
      });
    }
    if (options.signal.aborted) return;
    await options.sleep(backoffMs(failures++, options.random), options.signal);
  }
};
