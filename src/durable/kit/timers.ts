import type { Clock } from '../../lib/clock.ts';
import type { Sql } from './sql.ts';

/** The object's one alarm. */
export type Alarm = { get(): Promise<number | null>; set(at: number): Promise<void> };

export const durableAlarm = (storage: DurableObjectStorage): Alarm => ({
  get: () => storage.getAlarm(),
  set: (at) => storage.setAlarm(at),
});

export type Timer = { kind: string; ref: string; dueAt: number; attempts: number };

/** Runs when its timer is due, at least once: a crash runs it again, so it must find out what is still to do. */
export type TimerHandler = (ref: string, timer: Timer) => void | Promise<void>;

/** An alarm this far in the past never fired: alarms are known to get lost (cloudflare/workerd#3138, workers-sdk#5948). */
const LOST_AFTER_MS = 60_000;

/** Milliseconds until a failed timer is tried again: 1 s, doubling, at most one minute. */
export const retryDelayMs = (attempts: number): number => Math.min(1000 * 2 ** attempts, 60_000);

/** When the alarm must ring: never in the past, where re-arming stalls (cloudflare/workerd#6866). */
export const nextAlarm = (earliestDue: number | null, now: number): number | null =>
  earliestDue === null ? null : Math.max(earliestDue, now + 1);

// A kind is a word of ours: it has no NUL, whatever a ref may have.
const keyOf = (kind: string, ref: string): string => `${kind}\0${ref}`;

/**
 * Many named timers over the one alarm, persisted. `set` and `clear` belong inside the transaction of the state they
 * serve; `arm` comes right after it, without an await between, so that both become durable together.
 */
export class Timers {
  readonly #sql: Sql;
  readonly #alarm: Alarm;
  readonly #clock: Clock;
  /** The stored timers, by kind and ref; null when they must be read. Every commit asks for the earliest of them. */
  #known: Map<string, Timer> | null = null;
  /** The earliest of them; undefined when it must be looked for. */
  #earliest: number | null | undefined = undefined;
  /** When the alarm is known to ring; null when that is unknown. Keeps `setAlarm`, one more commit, off most messages. */
  #armedAt: number | null = null;
  /** While due timers run, the alarm is not touched: what is due is under way, and the end of the run arms what is left. */
  #running = false;

  constructor(sql: Sql, alarm: Alarm, clock: Clock) {
    this.#sql = sql;
    this.#alarm = alarm;
    this.#clock = clock;
  }

  set(kind: string, ref: string, dueAt: number): void {
    const known = this.#all();
    const before = known.get(keyOf(kind, ref));
    if (before?.dueAt === dueAt && before.attempts === 0) return;
    this.#sql.run(
      `INSERT INTO timers (kind, ref, due_at) VALUES (?, ?, ?)
       ON CONFLICT (kind, ref) DO UPDATE SET due_at = excluded.due_at, attempts = 0`,
      kind,
      ref,
      dueAt,
    );
    this.#put({ kind, ref, dueAt, attempts: 0 });
  }

  clear(kind: string, ref: string): void {
    const before = this.#all().get(keyOf(kind, ref));
    if (before === undefined) return;
    this.#sql.run('DELETE FROM timers WHERE kind = ? AND ref = ?', kind, ref);
    this.#all().delete(keyOf(kind, ref));
    if (before.dueAt === this.#earliest) this.#earliest = undefined;
  }

  get(kind: string, ref: string): number | null {
    return this.#all().get(keyOf(kind, ref))?.dueAt ?? null;
  }

  /** The earliest first. */
  list(): Timer[] {
    return [...this.#all().values()].sort((a, b) => a.dueAt - b.dueAt);
  }

  next(): number | null {
    if (this.#earliest === undefined) {
      let earliest: number | null = null;
      for (const { dueAt } of this.#all().values()) if (earliest === null || dueAt < earliest) earliest = dueAt;
      this.#earliest = earliest;
    }
    return this.#earliest;
  }

  /** A transaction was rolled back: what was set in it never was. */
  forget(): void {
    this.#known = null;
    this.#earliest = undefined;
  }

  #all(): Map<string, Timer> {
    this.#known ??= new Map(
      this.#sql
        .all<{ kind: string; ref: string; due_at: number; attempts: number }>('SELECT * FROM timers')
        .map(({ kind, ref, due_at, attempts }) => [keyOf(kind, ref), { kind, ref, dueAt: due_at, attempts }]),
    );
    return this.#known;
  }

  #put(timer: Timer): void {
    const key = keyOf(timer.kind, timer.ref);
    const before = this.#all().get(key);
    this.#all().set(key, timer);
    if (this.#earliest === undefined) return;
    if (this.#earliest === null || timer.dueAt <= this.#earliest) this.#earliest = timer.dueAt;
    else if (before?.dueAt === this.#earliest) this.#earliest = undefined;
  }

  /** Moves the alarm when it would ring too late, and replaces one that should have rung long ago. */
  arm(): void {
    if (this.#running) return;
    const now = this.#clock.now();
    const wanted = nextAlarm(this.next(), now);
    if (wanted === null) return;
    const lost = this.#armedAt !== null && this.#armedAt < now - LOST_AFTER_MS;
    if (this.#armedAt !== null && this.#armedAt <= wanted && !lost) return;
    this.#armedAt = wanted;
    // Not awaited: the write joins the commit under way, and the output gate holds every answer until both are durable.
    this.#alarm.set(wanted).catch(() => (this.#armedAt = null));
  }

  /** The watchdog, for constructors and sweeps: asks the platform instead of memory. */
  async ensure(): Promise<void> {
    if (this.next() === null) return;
    this.#armedAt = await this.#alarm.get();
    this.arm();
  }

  /**
   * The body of `alarm()`. Never throws: an alarm that does runs seven times and is then gone for ever. A handler that
   * fails is tried again later by itself; a timer that its handler left as it was is done. Returns how many were due.
   */
  async run(handlers: Record<string, TimerHandler>, onError: (timer: Timer, error: unknown) => void): Promise<number> {
    this.#armedAt = null;
    this.#running = true;
    this.forget();
    let ran = 0;
    try {
      const now = this.#clock.now();
      for (const timer of this.list().filter(({ dueAt }) => dueAt <= now)) {
        // Another handler of this very run may have moved or cleared it.
        if (this.get(timer.kind, timer.ref) !== timer.dueAt) continue;
        ran++;
        await this.#runOne(timer, handlers[timer.kind], onError);
      }
      return ran;
    } finally {
      this.#running = false;
      this.arm();
    }
  }

  async #runOne(
    timer: Timer,
    handler: TimerHandler | undefined,
    onError: (timer: Timer, error: unknown) => void,
  ): Promise<void> {
    try {
      if (handler === undefined) throw new Error(`no handler for timer ${timer.kind}`);
      await handler(timer.ref, timer);
      if (this.get(timer.kind, timer.ref) === timer.dueAt) this.clear(timer.kind, timer.ref);
    } catch (error) {
      onError(timer, error);
      if (this.get(timer.kind, timer.ref) !== timer.dueAt) return;
      const again = { ...timer, dueAt: this.#clock.now() + retryDelayMs(timer.attempts), attempts: timer.attempts + 1 };
      this.#sql.run(
        'UPDATE timers SET due_at = ?, attempts = ? WHERE kind = ? AND ref = ?',
        again.dueAt,
        again.attempts,
        again.kind,
        again.ref,
      );
      this.#put(again);
    }
  }
}
