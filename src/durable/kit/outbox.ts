import type { Clock } from '../../lib/clock.ts';
import { hit } from '../../lib/failpoint.ts';
import type { Sql } from './sql.ts';
import { retryDelayMs, type Timers } from './timers.ts';

/** A side effect that is owed. `payload` is what was true when it was decided; a handler prefers what is true now. */
export type Effect = { id: number; kind: string; ref: string; payload: unknown; attempts: number; createdAt: number };

/** Performs one effect. Throwing means "again later"; performing it twice must do no harm. */
export type EffectHandler = (effect: Effect) => Promise<void>;

/** The backstop: when a process dies between commit and effect, this timer finds what is owed. */
export const OUTBOX_TIMER = 'outbox';
export const BACKSTOP_MS = 5_000;

type OutboxRow = {
  id: number;
  kind: string;
  ref: string;
  rev: number;
  payload: string;
  created_at: number;
  next_at: number;
  attempts: number;
  error: string | null;
};

/**
 * Side effects written in the transaction of the state change that calls for them. Effects of one kind happen in order;
 * a failing one holds back its own kind only. A kind may name a lane, `told/con_x`: the handler is that of `told`, order
 * and holding back are the lane's own.
 */
export class Outbox {
  readonly #sql: Sql;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #handlers: Record<string, EffectHandler>;
  readonly #onError: (effect: Effect, error: unknown) => void;
  readonly #onPerformed: () => void;
  /** One drain per kind at a time: two would send the same head twice. */
  readonly #draining = new Map<string, Promise<void>>();
  /** Kinds that something was put under since they were last drained. */
  #news = new Set<string>();

  constructor(deps: {
    sql: Sql;
    timers: Timers;
    clock: Clock;
    handlers: Record<string, EffectHandler>;
    onError: (effect: Effect, error: unknown) => void;
    /** Something that was owed is not owed any more. */
    onPerformed?: () => void;
  }) {
    this.#sql = deps.sql;
    this.#timers = deps.timers;
    this.#clock = deps.clock;
    this.#handlers = deps.handlers;
    this.#onError = deps.onError;
    this.#onPerformed = deps.onPerformed ?? (() => {});
  }

  /** Owes an effect. The same kind and ref again replaces the payload and keeps its place. Inside a transaction. */
  put(kind: string, ref: string, payload: unknown = null): void {
    const now = this.#clock.now();
    this.#sql.run(
      `INSERT INTO outbox (kind, ref, payload, created_at, next_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, ref) DO UPDATE SET payload = excluded.payload, rev = rev + 1`,
      kind,
      ref,
      JSON.stringify(payload),
      now,
      now,
    );
    this.#news.add(kind);
    const backstop = this.#timers.get(OUTBOX_TIMER, '');
    if (backstop === null || backstop > now + BACKSTOP_MS) this.#timers.set(OUTBOX_TIMER, '', now + BACKSTOP_MS);
  }

  /** Whether anything was put since the last drain: most commits owe nothing new. */
  get hasNews(): boolean {
    return this.#news.size > 0;
  }

  /** Withdraws an effect that is no longer owed. Inside a transaction. */
  drop(kind: string, ref: string): void {
    this.#sql.run('DELETE FROM outbox WHERE kind = ? AND ref = ?', kind, ref);
  }

  /** How much is owed, and since when; reads no payload. */
  depth(): { count: number; oldestAt: number | null } {
    const row = this.#sql.first<{ count: number; oldest: number | null }>(
      'SELECT COUNT(*) AS count, MIN(created_at) AS oldest FROM outbox',
    );
    return { count: row?.count ?? 0, oldestAt: row?.oldest ?? null };
  }

  /** Everything owed, oldest first. */
  list(): {
    id: string;
    kind: string;
    ref: string;
    attempts: number;
    nextAttemptAt: number;
    createdAt: number;
    error: string | null;
  }[] {
    return this.#sql.all<OutboxRow>('SELECT * FROM outbox ORDER BY id').map((row) => ({
      id: `${row.kind}:${row.ref}`,
      kind: row.kind,
      ref: row.ref,
      attempts: row.attempts,
      nextAttemptAt: row.next_at,
      createdAt: row.created_at,
      error: row.error,
    }));
  }

  /** Performs what is due, every kind by itself. Resolves when nothing due is left; never rejects. */
  async drain(): Promise<void> {
    await this.#drainKinds(this.#sql.all<{ kind: string }>('SELECT DISTINCT kind FROM outbox').map(({ kind }) => kind));
  }

  /** The same for the kinds that something was put under since the last time; what failed has its timer. */
  async drainNews(): Promise<void> {
    await this.#drainKinds([...this.#news]);
  }

  async #drainKinds(kinds: readonly string[]): Promise<void> {
    for (const kind of kinds) this.#news.delete(kind);
    await Promise.all(kinds.map((kind) => this.#drainKind(kind)));
    this.#settleBackstop();
  }

  #drainKind(kind: string): Promise<void> {
    const running = this.#draining.get(kind);
    if (running) return running;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#draining.set(kind, promise);
    resolve(this.#drainLoop(kind));
    return promise;
  }

  async #drainLoop(kind: string): Promise<void> {
    try {
      for (;;) {
        const row = this.#sql.first<OutboxRow>('SELECT * FROM outbox WHERE kind = ? ORDER BY id LIMIT 1', kind);
        if (row === null || row.next_at > this.#clock.now()) return;
        const effect: Effect = {
          id: row.id,
          kind,
          ref: row.ref,
          payload: JSON.parse(row.payload),
          attempts: row.attempts,
          createdAt: row.created_at,
        };
        const handler = this.#handlers[kind.split('/')[0] ?? kind];
        try {
          if (handler === undefined) throw new Error(`no handler for effect ${kind}`);
          await handler(effect);
          hit('outbox.performed');
          // A newer revision came while it ran: that one is still owed.
          this.#sql.run('DELETE FROM outbox WHERE id = ? AND rev = ?', row.id, row.rev);
          this.#onPerformed();
        } catch (error) {
          this.#failed(effect, error);
          return;
        }
      }
    } finally {
      // Nothing comes between the look that found nothing more and this: what is put next starts a drain of its own.
      this.#draining.delete(kind);
    }
  }

  #failed(effect: Effect, error: unknown): void {
    this.#onError(effect, error);
    this.#sql.run(
      'UPDATE outbox SET attempts = attempts + 1, next_at = ?, error = ? WHERE id = ?',
      this.#clock.now() + retryDelayMs(effect.attempts),
      String(error).slice(0, 300),
      effect.id,
    );
  }

  #settleBackstop(): void {
    // What is under way is owed too, and due: its own end settles the timer, which until then is the one it was begun with.
    if (this.#draining.size > 0) return;
    const next = this.#sql.first<{ at: number | null }>('SELECT MIN(next_at) AS at FROM outbox')?.at ?? null;
    if (next === null) this.#timers.clear(OUTBOX_TIMER, '');
    else this.#timers.set(OUTBOX_TIMER, '', Math.max(next, this.#clock.now() + 1));
    this.#timers.arm();
  }
}
