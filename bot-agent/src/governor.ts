import { CLOSED, afterGrant, afterOutcome, trip, type Circuit, type Outcome, type TripReason } from './circuit.ts';
import type { Random, Sleep } from './clock.ts';
import { DAY_MS, UNGOVERNED, decide, type Ask, type Decision, type Policy, type Standing } from './policy.ts';
import type { Profile } from './profile.ts';

/** One send that counts against the pace; `first`: to someone who never wrote. */
export type Paced = { at: number; contactId: string; first?: boolean };

const MINUTE_MS = 60_000;

/** Sends older than this no longer bear on the pace. */
export const PACE_MEMORY_MS = MINUTE_MS;
/** Sends older than this no longer bear on any limit. */
export const SENDS_MEMORY_MS = DAY_MS;

const isPaced = ({ contactEveryMs, numberPerMinute }: Profile): boolean =>
  contactEveryMs > 0 || numberPerMinute !== Infinity;

/**
 * Earliest moment at which a contact may be sent to, given the sends of the last minute (oldest first). Per contact a
 * bucket of `contactBurst` that refills by one every `contactEveryMs`; per number at most `numberPerMinute` in any minute.
 * An entry from the future (the clock stepped back) counts as now, so a wrong clock never lets more out. What another agent sent
 * in the minute before `formerAt` is in no log of ours: nothing leaves until that minute is over.
 */
export const earliest = (
  profile: Profile,
  log: readonly Paced[],
  contactId: string,
  now: number,
  formerAt: number | null = null,
): number => {
  if (!isPaced(profile)) return now;
  let at = formerAt === null ? now : Math.max(now, Math.min(formerAt, now) + PACE_MEMORY_MS);
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

/** What the governor must not forget, on disk when a method returns. The sends themselves are written with each intent. */
export interface GovernorMemory {
  circuit(): Circuit;
  keepCircuit(circuit: Circuit): void;
  /** Outcomes of the last `windowMs` and all above `counted`, in order. */
  outcomes(counted: number, since: number): Outcome[];
  /** Server time at which this number was linked; null while it is not. */
  pairedAt(): number | null;
  keepPairedAt(at: number | null): void;
  /** Server time at which the number was last taken over from another agent; null when it never was. */
  formerAt(): number | null;
}

const forgetful = (): GovernorMemory => ({
  circuit: () => CLOSED,
  keepCircuit: () => {},
  outcomes: () => [],
  pairedAt: () => null,
  keepPairedAt: () => {},
  formerAt: () => null,
});

export type GovernorOptions = { policy: Policy; memory: GovernorMemory; random: Random };

type Waiter = {
  ask: Ask;
  jitterMs: number;
  notBefore: number;
  settle: (granted: boolean) => void;
  fail: (thrown: unknown) => void;
};

/**
 * Lets sends through at the profile's pace and by the policy's rules: what a person typed before what the bot wrote,
 * otherwise in order of asking. Its log is the journal's `pacing` table, so that neither a restart nor a backlog after it
 * goes faster; so are circuit and age of the pairing.
 */
export class Governor {
  readonly #profile: Profile;
  readonly #now: () => number;
  readonly #sleep: Sleep;
  readonly #policy: Policy;
  readonly #memory: GovernorMemory;
  readonly #random: Random;
  /** Sends of the last minute, and where a rule looks further, of the last day. `own`: of this process. */
  #log: (Paced & { own?: true })[];
  #day: Paced[];
  #pairedAt: number | null;
  #circuit: Circuit;
  #formerAt: number | null;
  #waiting: Waiter[] = [];
  #wake: AbortController | null = null;

  constructor(
    profile: Profile,
    log: Paced[],
    now: () => number,
    sleep: Sleep,
    options: GovernorOptions = { policy: UNGOVERNED, memory: forgetful(), random: () => 0 },
  ) {
    this.#profile = profile;
    this.#day = log.toSorted((a, b) => a.at - b.at);
    this.#log = [...this.#day];
    this.#now = now;
    this.#sleep = sleep;
    this.#policy = options.policy;
    this.#memory = options.memory;
    this.#random = options.random;
    this.#pairedAt = this.#memory.pairedAt();
    this.#circuit = this.#memory.circuit();
    this.#formerAt = this.#memory.formerAt();
    // What a crash left uncounted. Counting it once more later does no harm, so nothing is written here.
    this.#circuit = this.#counted();
  }

  /** Milliseconds until the pace would let a send to this contact go if nobody else asked. */
  waitMs(contactId: string): number {
    const now = this.#now();
    return this.#earliest(contactId, now) - now;
  }

  /** What the policy says of a send at this moment. */
  decide(ask: Ask): Decision {
    const now = this.#now();
    return decide(this.#policy, ask, this.#standing(now), now);
  }

  /**
   * Resolves true when the send may go now, which is then counted; false when the signal aborted first or a rule came in
   * the way: ask `decide` why. Rejects when a probe cannot be written. The caller writes its intent before it awaits
   * anything else.
   */
  acquire(ask: Ask, signal: AbortSignal): Promise<boolean> {
    const { paceJitterMs } = this.#profile;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve(false);
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        if (this.#waiting.length === 0) this.#wake?.abort();
        resolve(false);
      };
      const waiter: Waiter = {
        ask,
        // Nobody waits for dice after having typed.
        jitterMs: ask.human || paceJitterMs === 0 ? 0 : Math.round(this.#random() * paceJitterMs),
        notBefore: 0,
        settle: (granted) => {
          signal.removeEventListener('abort', leave);
          resolve(granted);
        },
        fail: (thrown) => {
          signal.removeEventListener('abort', leave);
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiter);
      this.#serve();
    });
  }

  /**
   * Outcomes were written: counts those that are new. Returns whether the circuit opened or closed by that. Throws what the
   * memory throws, and then has counted nothing.
   */
  onOutcome(): boolean {
    const before = this.#circuit.state;
    this.#keep(this.#counted());
    return this.#circuit.state !== before;
  }

  #counted(): Circuit {
    const limits = this.#policy.circuit;
    if (!limits) return this.#circuit;
    const outcomes = this.#memory.outcomes(this.#circuit.counted, this.#now() - 2 * limits.windowMs);
    return outcomes.reduce((circuit, one) => afterOutcome(circuit, one, outcomes, limits), this.#circuit);
  }

  /**
   * WhatsApp restricted the number or took the link away: nothing automatic for a while, whatever it says next. Returns
   * whether the circuit opened, or stays open for longer.
   */
  onTrouble(reason: TripReason): boolean {
    const limits = this.#policy.circuit;
    // A number that was never linked has not been logged out.
    if (reason === 'logged_out' && this.#pairedAt === null) return false;
    if (limits) this.#keep(trip(this.#circuit, reason, this.#now(), limits));
    if (reason === 'logged_out') this.onUnlinked();
    return limits !== null;
  }

  /** Another agent had the number until now, by the server's clock; the memory has that already. */
  onFormer(at: number): void {
    this.#formerAt = at;
  }

  /**
   * The clock was told the time anew and moved by so much: what this process sent is as long ago as it was. A welcome that took a second
   * may be wrong by half of that, and the next one sets it right.
   */
  onClock(stepMs: number): void {
    for (const sent of this.#log) if (sent.own) sent.at += stepMs;
  }

  /** The device is linked to nobody: whom it is linked to next warms up anew. */
  onUnlinked(): void {
    this.#keepPairedAt(null);
  }

  /** The number is linked: the first time begins its warm-up. */
  onReady(): void {
    if (this.#pairedAt === null) this.#keepPairedAt(this.#now());
  }

  get circuit(): Circuit {
    return this.#circuit;
  }

  /** Grants whoever may go, turns away whom a rule holds, then sleeps until the next one may. */
  #serve(): void {
    this.#wake?.abort();
    this.#wake = null;
    const now = this.#now();
    const order = [...this.#waiting.filter((one) => one.ask.human), ...this.#waiting.filter((one) => !one.ask.human)];
    let next = Infinity;
    for (const waiter of order) {
      const { contactId } = waiter.ask;
      const paced = this.#earliest(contactId, now);
      // Whoever must wait does not leave on the tick of the clock.
      if (paced > now) waiter.notBefore = paced + waiter.jitterMs;
      // A clock that steps back makes nobody wait for longer than the dice said.
      const at = Math.max(paced, Math.min(waiter.notBefore, now + waiter.jitterMs));
      if (at > now) {
        next = Math.min(next, at);
        continue;
      }
      this.#waiting = this.#waiting.filter((other) => other !== waiter);
      this.#admit(waiter, now);
    }
    if (next === Infinity) return;
    const wake = new AbortController();
    this.#wake = wake;
    void this.#sleep(next - now, wake.signal).then(() => {
      if (!wake.signal.aborted) this.#serve();
    });
  }

  /** Counts a send and lets it go, unless a rule came in its way. */
  #admit({ ask, settle, fail }: Waiter, now: number): void {
    if (decide(this.#policy, ask, this.#standing(now), now).do !== 'go') return settle(false);
    try {
      // A probe that a crash forgot would be one more than allowed.
      if (!ask.human) this.#keep(afterGrant(this.#circuit, now));
    } catch (thrown) {
      return fail(thrown);
    }
    const sent = { at: now, contactId: ask.contactId, first: !ask.wrote, own: true as const };
    this.#log.push(sent);
    this.#day.push(sent);
    settle(true);
  }

  #keep(circuit: Circuit): void {
    if (circuit === this.#circuit) return;
    this.#memory.keepCircuit(circuit);
    this.#circuit = circuit;
  }

  #keepPairedAt(at: number | null): void {
    this.#memory.keepPairedAt(at);
    this.#pairedAt = at;
  }

  #standing(now: number): Standing {
    if (!this.#policy.warmUp && !this.#policy.firstContacts) this.#day = [];
    else if (this.#day[0] && this.#day[0].at < now - SENDS_MEMORY_MS)
      this.#day = this.#day.filter((sent) => sent.at >= now - SENDS_MEMORY_MS);
    return { sends: this.#day, pairedAt: this.#pairedAt, circuit: this.#circuit };
  }

  #earliest(contactId: string, now: number): number {
    return earliest(this.#profile, this.#recent(now), contactId, now, this.#formerAt);
  }

  #recent(now: number): Paced[] {
    if (!isPaced(this.#profile)) {
      this.#log = [];
    } else if (this.#log[0] && this.#log[0].at < now - PACE_MEMORY_MS) {
      this.#log = this.#log.filter((sent) => sent.at >= now - PACE_MEMORY_MS);
    }
    return this.#log;
  }
}
