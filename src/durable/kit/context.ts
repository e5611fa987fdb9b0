import type { ObjectDetail, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { Journal } from './journal.ts';
import { openMeta, type Meta } from './meta.ts';
import { kitMigration, migrate, type Migration } from './migrate.ts';
import { BACKSTOP_MS, Outbox, OUTBOX_TIMER, type Effect, type EffectHandler } from './outbox.ts';
import { RegistryPush } from './registry-push.ts';
import type { Surroundings } from './surroundings.ts';
import { Timers, type Timer, type TimerHandler } from './timers.ts';

/** The parts every object is made of. */
export type Kit = Surroundings & {
  meta: Meta;
  timers: Timers;
  outbox: Outbox;
  journal: Journal;
  registry: RegistryPush;
  /**
   * One state change: body in a transaction, then the alarm, then, in the background, what the outbox owes. Everything up
   * to the first await becomes durable together.
   */
  commit<T>(body: () => T): T;
  /** The body of `alarm()`. */
  runTimers(): Promise<void>;
  /** See `Watched`. */
  checkup(): Promise<number | null>;
};

export type KitOptions = {
  migrations: readonly Migration[];
  timers: Record<string, TimerHandler>;
  effects: Record<string, EffectHandler>;
  /** What the inspector lists of this object. */
  snapshot: () => ObjectSnapshot;
  pushSnapshot: (snapshot: ObjectSnapshot) => Promise<void>;
  /** A timer or an effect failed; it will be tried again. */
  onError: (where: string, error: unknown) => void;
};

/** Longest that a run of timers waits for the outbox. */
const OUTBOX_WAIT_MS = 2_000;

/** Builds the kit: schema first, then the parts. Called in the constructor, under `blockConcurrencyWhile`. */
export const openKit = (surroundings: Surroundings, options: KitOptions): Kit => {
  const { sql, alarm, clock, background } = surroundings;
  migrate(sql, [kitMigration, ...options.migrations]);
  const timers = new Timers(sql, alarm, clock);
  const journal = new Journal(sql, clock);
  const registry = new RegistryPush(surroundings, options.snapshot, options.pushSnapshot);
  const outbox = new Outbox({
    sql,
    timers,
    clock,
    handlers: options.effects,
    onError: (effect: Effect, error) => options.onError(`effect ${effect.kind}`, error),
    // Else the inspector would show as owed for ever what was slow to perform.
    onPerformed: () => registry.changed(),
  });
  const drainFromTimer = async (): Promise<void> => {
    // The timer stays set until the drain has settled it: a drain that dies with its process must be found again.
    timers.set(OUTBOX_TIMER, '', clock.now() + BACKSTOP_MS);
    const drained = outbox.drain();
    background(drained);
    // A peer that does not answer must not hold back the other timers of this object.
    await Promise.race([drained, surroundings.sleep(OUTBOX_WAIT_MS)]);
  };
  const meta = openMeta(sql);
  const transaction = <T>(body: () => T): T => {
    try {
      return sql.transaction(body);
    } catch (error) {
      meta.forget();
      timers.forget();
      throw error;
    }
  };
  return {
    ...surroundings,
    meta,
    timers,
    outbox,
    journal,
    registry,
    commit: (body) => {
      const result = transaction(body);
      timers.arm();
      if (outbox.hasNews) background(outbox.drainNews());
      registry.changed();
      return result;
    },
    runTimers: async () => {
      const ran = await timers.run({ [OUTBOX_TIMER]: drainFromTimer, ...options.timers }, (timer: Timer, error) =>
        options.onError(`timer ${timer.kind}`, error),
      );
      if (ran > 0) registry.changed();
    },
    checkup: async () => {
      await timers.ensure();
      return timers.next();
    },
  };
};

/** The parts of an `ObjectDetail` that the kit knows. */
export const describeKit = (kit: Kit): Pick<ObjectDetail, 'timers' | 'outbox'> => ({
  timers: kit.timers.list().map(({ kind, ref, dueAt }) => ({ kind, ref, dueAt })),
  outbox: kit.outbox
    .list()
    .map(({ id, kind, attempts, nextAttemptAt, error }) => ({ id, kind, attempts, nextAttemptAt, error })),
});

/** The parts of an `ObjectSnapshot` that the kit knows. */
export const snapshotKit = (
  kit: Kit,
): Pick<ObjectSnapshot, 'outboxDepth' | 'oldestOutboxAt' | 'nextTimerAt' | 'lastEvent' | 'at'> => {
  const owed = kit.outbox.depth();
  const last = kit.journal.last();
  return {
    outboxDepth: owed.count,
    oldestOutboxAt: owed.oldestAt,
    nextTimerAt: kit.timers.next(),
    lastEvent: last === null ? null : { seq: last.seq, at: last.at, kind: last.kind },
    at: kit.clock.now(),
  };
};
