import type { Sleep } from './clock.ts';
import type { Profile } from './profile.ts';

/** One send that counts against the pace. */
export type Paced = { at: number; contactId: string };

const MINUTE_MS = 60_000;

/** Sends older than this no longer bear on any limit. */
export const PACE_MEMORY_MS = MINUTE_MS;

/**
 * Earliest moment at which a contact may be sent to, given the sends of the last minute (oldest first). Per contact a
 * bucket of `contactBurst` that refills by one every `contactEveryMs`; per number at most `numberPerMinute` in any minute.
 * An entry from the future (the clock stepped back) counts as now, so a wrong clock never lets more out.
 */
export const earliest = (profile: Profile, log: readonly Paced[], contactId: string, now: number): number => {
  let at = now;
  if (profile.contactEveryMs > 0) {
    // GCRA: `full` is when the bucket would be full again.
    let full = -Infinity;
    for (const sent of log) {
      if (sent.contactId === contactId) full = Math.max(full, Math.min(sent.at, now)) + profile.contactEveryMs;
    }
    at = Math.max(at, full - (profile.contactBurst - 1) * profile.contactEveryMs);
  }
  if (log.length >= profile.numberPerMinute) {
    const oldest = log[log.length - profile.numberPerMinute];
    if (oldest) at = Math.max(at, Math.min(oldest.at, now) + MINUTE_MS);
  }
  return at;
};

/** Milliseconds of visible typing before a text of this length. `chance` in [0, 1). */
export const typingMs = (profile: Profile, length: number, chance: number): number => {
  const { baseMs, perCharacterMs, maxMs, jitterMs } = profile.typing;
  return Math.round(Math.min(maxMs, baseMs + length * perCharacterMs) + jitterMs * chance);
};

type Waiter = { contactId: string; human: boolean; grant: () => void };

/**
 * Lets sends through at the profile's pace: what a person typed before what the bot wrote, otherwise in order of asking.
 * Its log is the journal's `pacing` table, so that neither a restart nor a backlog after it goes faster.
 */
export class Governor {
  readonly #profile: Profile;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  #log: Paced[];
  #waiting: Waiter[] = [];
  #wake: AbortController | null = null;

  constructor(profile: Profile, log: Paced[], now: () => number, sleep: Sleep) {
    this.#profile = profile;
    this.#log = [...log].sort((a, b) => a.at - b.at);
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Milliseconds until a send to this contact could go if nobody else asked. */
  waitMs(contactId: string): number {
    const now = this.#now();
    return earliest(this.#profile, this.#recent(now), contactId, now) - now;
  }

  /**
   * Resolves true when the send may go now, which is then counted; false when the signal aborted first. The caller
   * writes its intent before it awaits anything else.
   */
  acquire(contactId: string, human: boolean, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve(false);
      const abort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        if (this.#waiting.length === 0) this.#wake?.abort();
        resolve(false);
      };
      const waiter: Waiter = {
        contactId,
        human,
        grant: () => {
          signal.removeEventListener('abort', abort);
          resolve(true);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /** Grants whoever may go, then sleeps until the next one may. */
  #serve(): void {
    this.#wake?.abort();
    this.#wake = null;
    const now = this.#now();
    const order = [...this.#waiting.filter((one) => one.human), ...this.#waiting.filter((one) => !one.human)];
    let next = Infinity;
    for (const waiter of order) {
      const at = earliest(this.#profile, this.#recent(now), waiter.contactId, now);
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      this.#log.push({ at: now, contactId: waiter.contactId });
      waiter.grant();
    }
    if (next === Infinity) return;
    const wake = new AbortController();
    this.#wake = wake;
    void this.#sleep(next - now, wake.signal).then(() => {
      if (!wake.signal.aborted) this.#serve();
    });
  }

  #recent(now: number): Paced[] {
    if (this.#profile.contactEveryMs === 0 && this.#profile.numberPerMinute === Infinity) {
      this.#log = [];
    } else if (this.#log[0] && this.#log[0].at < now - PACE_MEMORY_MS) {
      this.#log = this.#log.filter((sent) => sent.at >= now - PACE_MEMORY_MS);
    }
    return this.#log;
  }
}
