/** Where time, waiting and chance come from. All are arguments, so that tests and the simulation never wait. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number;
};

/** Resolves after `ms`, or at once when `signal` aborts; never rejects. The caller looks at the signal itself. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Runs work after everything that happens in this turn of the event loop. */
export type Soon = (work: () => void) => void;

export const systemSoon: Soon = (work) => void setImmediate(work);

/** A number in [0, 1). */
export type Random = () => number;

export const systemClock: Clock = { now: () => Date.now() };

export const systemSleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener('abort', done, { once: true });
  });

/** A machine's clock that goes on by so much more or less than it should was set, or the machine slept. */
export const CLOCK_STEP_MS = 30_000;

/** Milliseconds since some moment; never steps, whatever is done to the clock on the wall. */
export type Monotonic = () => number;

/**
 * The server's clock as this machine sees it: every deadline is server time, so that a wrong clock here neither expires
 * nor revives anything. Once told the time it goes on by itself: setting the machine's clock does not move it.
 */
export class ServerClock implements Clock {
  readonly #clock: Clock;
  /** What it goes on by. */
  readonly monotonic: Monotonic;
  #told: { time: number; at: number } | null = null;

  constructor(clock: Clock, monotonic: Monotonic = () => performance.now()) {
    this.#clock = clock;
    this.monotonic = monotonic;
  }

  now(): number {
    return this.#told === null ? this.#clock.now() : Math.round(this.#told.time + this.monotonic() - this.#told.at);
  }

  /** The server's time at a reading of `monotonic`. */
  timeOf(reading: number): number {
    return this.now() - Math.round(this.monotonic() - reading);
  }

  /** `serverTime` was read about half a round trip ago. Returns the offset in milliseconds (server minus local). */
  set(serverTime: number, roundTripMs: number): number {
    this.#told = { time: serverTime + roundTripMs / 2, at: this.monotonic() };
    return this.offset;
  }

  /** Server minus local, at this moment: another one than when the time was told means that the machine's clock was set since. */
  get offset(): number {
    return this.#told === null ? 0 : this.now() - Math.round(this.#clock.now());
  }
}
