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

/**
 * Many named timers over the one alarm, persisted. `set` and `clear` belong inside the transaction of the state they
 * serve; `arm` comes right after it, without an await between, so that both become durable together.
 */
export class Timers {
  readonly #sql: Sql;
  readonly #alarm: Alarm;
  readonly #clock: Clock;
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
    this.#sql.run(
      `INSERT INTO timers (kind, ref, due_at) VALUES (?, ?, ?)
       ON CONFLICT (kind, ref) DO UPDATE SET due_at = excluded.due_at, attempts = 0`,
      kind,
      ref,
      dueAt,
    );
  }

  clear(kind: string, ref: string): void {
    this.#sql.run('DELETE FROM timers WHERE kind = ? AND ref = ?', kind, ref);
  }

  get(kind: string, ref: string): number | null {
    return (
      this.#sql.first<{ due_at: number }>('SELECT due_at FROM timers WHERE kind = ? AND ref = ?', kind, ref)?.due_at ??
      null
    );
  }

  list(): Timer[] {
    return this.#sql
      .all<{ kind: string; ref: string; due_at: number; attempts: number }>('SELECT * FROM timers ORDER BY due_at')
      .map((row) => ({ kind: row.kind, ref: row.ref, dueAt: row.due_at, attempts: row.attempts }));
  }

  next(): number | null {
    return this.#sql.first<{ due: number | null }>('SELECT MIN(due_at) AS due FROM timers')?.due ?? null;
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
    void this.#alarm.set(wanted);
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
      this.#sql.run(
        'UPDATE timers SET due_at = ?, attempts = attempts + 1 WHERE kind = ? AND ref = ?',
        this.#clock.now() + retryDelayMs(timer.attempts),
        timer.kind,
        timer.ref,
      );
    }
  }
}
