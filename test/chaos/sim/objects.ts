import { AsyncLocalStorage } from 'node:async_hooks';
import { installFailpoints } from '../../../src/lib/failpoint.ts';
import type { Sql, SqlRow, SqlValue } from '../../../src/durable/kit/sql.ts';
import type { Surroundings } from '../../../src/durable/kit/surroundings.ts';
import type { Scheduler, SeededRandom } from './scheduler.ts';
import { copyOf } from './copy.ts';
import { SimulatedStorage } from './storage.ts';

/** Reached by code of an object that is dead: it can neither write nor be heard. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** What a caller sees of an object that went away under its call. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly retryable = true;
}

/** One life of an object, from its constructor until it is evicted or its process dies. */
export class Incarnation {
  alive = true;
  readonly object: SimulatedObject<unknown>;
  /** What is told when it dies, so that nobody waits for it for ever. */
  readonly mourners = new Set<() => void>();
  /** When the last output leaves: outputs keep their order. */
  leavesAt = 0;
  /** Outputs that wait for it to open, in their order. */
  readonly behindGate = new Set<() => void>();

  constructor(object: SimulatedObject<unknown>) {
    this.object = object;
  }

  die(): void {
    this.alive = false;
    for (const mourn of this.mourners) mourn();
    this.mourners.clear();
  }
}

/** Whose code runs right now. */
export const here = new AsyncLocalStorage<Incarnation>();

export type Platform = {
  scheduler: Scheduler;
  random: SeededRandom;
  /** False between the death of the worker's process and its restart. */
  isUp: boolean;
  /** Called by every failpoint; may crash the object whose code this is. */
  onHit: (point: string, incarnation: Incarnation) => void;
  /** What was written is durable now. */
  onFlush: (object: SimulatedObject<unknown>) => void;
  /** A fault was injected. */
  injected: (what: string) => void;
  /** Something rejected that nobody waits for. */
  onStray: (object: SimulatedObject<unknown>, error: unknown) => void;
  objects: Set<SimulatedObject<unknown>>;
};

export const installObjectFailpoints = (platform: Platform): void =>
  installFailpoints((point) => {
    const incarnation = here.getStore();
    if (incarnation === undefined) return;
    if (!incarnation.alive) throw new Dead(point);
    platform.onHit(point, incarnation);
    if (!incarnation.alive) throw new Dead(point);
  });

const writes = new Map<string, boolean>();
const isWrite = (query: string): boolean => {
  let known = writes.get(query);
  if (known === undefined) writes.set(query, (known = !/^\s*SELECT/i.test(query)));
  return known;
};
const ALARM_RETRIES = 6;

type Life<Ctx> = { incarnation: Incarnation; opened: Opened<Ctx>; ready: Promise<void> };
export type Opened<Ctx> = { context: Ctx; wake: () => Promise<void>; alarm: () => Promise<void> };

/**
 * A Durable Object as the platform treats it: opened when something comes for it, one input at a time between its awaits,
 * outputs held back until what was written before them is durable, one alarm, memory that may go at any moment.
 */
export class SimulatedObject<Ctx> {
  readonly name: string;
  readonly storage: SimulatedStorage;
  readonly #platform: Platform;
  readonly #open: (surroundings: Surroundings, incarnation: Incarnation) => Opened<Ctx>;
  #life: Life<Ctx> | null = null;
  #dirty = false;
  #hasSchema = false;
  /** Set when a process died: whether what no output has carried out is lost. Applied when the object is opened again. */
  #crashed: boolean | null = null;
  #alarm: number | null = null;
  #durableAlarm: number | null = null;
  #firing: number | null = null;
  #failures = 0;
  #armed = 0;
  /** The platform has lost an alarm of this object, which only its next waking can find. */
  hasLostAlarm = false;

  constructor(
    platform: Platform,
    kind: string,
    name: string,
    open: (surroundings: Surroundings, incarnation: Incarnation) => Opened<Ctx>,
  ) {
    this.#platform = platform;
    this.name = name;
    this.storage = new SimulatedStorage(kind);
    this.#open = open;
    platform.objects.add(this);
  }

  get isOpen(): boolean {
    return this.#life !== null;
  }

  /** What the disk holds, for whoever looks at the end of a run. */
  peek(): Sql {
    this.#settleCrash();
    this.flush();
    return this.storage.sql;
  }

  /** Whether nothing was ever stored here: not even the schema. */
  get isBlank(): boolean {
    this.peek();
    this.#hasSchema ||= this.storage.hasSchema;
    return !this.#hasSchema;
  }

  get alarmAt(): number | null {
    return this.#alarm;
  }

  /** Runs work inside the object, opening it when it is closed. Never settles when the object dies meanwhile. */
  async enter<T>(work: (context: Ctx) => T | Promise<T>): Promise<T> {
    return await this.#enter(this.#alive(), work);
  }

  async #enter<T>(life: Life<Ctx>, work: (context: Ctx) => T | Promise<T>): Promise<T> {
    await life.ready;
    if (!life.incarnation.alive) throw new Dead(this.name);
    return await here.run(life.incarnation, () => work(life.opened.context));
  }

  #alive(): Life<Ctx> {
    if (this.#life !== null) return this.#life;
    this.#settleCrash();
    const incarnation = new Incarnation(this);
    return here.run(incarnation, () => {
      const opened = this.#open(this.#surroundings(incarnation), incarnation);
      const life = { incarnation, opened, ready: Promise.resolve() };
      this.#life = life;
      life.ready = opened.wake();
      life.ready.catch((error: unknown) => this.#stray(error));
      return life;
    });
  }

  /** What died with the process, as the disk tells it. */
  #settleCrash(): void {
    if (this.#crashed === null) return;
    this.storage.crash(this.#crashed);
    if (this.#crashed) this.#alarm = this.#durableAlarm;
    this.#crashed = null;
    this.#dirty = false;
    this.#afterFlush();
  }

  #surroundings(incarnation: Incarnation): Surroundings {
    const { scheduler, random } = this.#platform;
    return {
      sql: this.#sql(incarnation),
      alarm: {
        get: async () => this.#alarm,
        set: async (at) => {
          if (!incarnation.alive) throw new Dead(this.name);
          this.#alarm = at;
          this.#touch();
          this.armAlarm();
        },
      },
      clock: scheduler.clock,
      random,
      background: (work) => void work.catch((error: unknown) => this.#stray(error)),
      sleep: (ms) => this.sleep(incarnation, ms),
    };
  }

  /** Resolves after the time, or never when the incarnation is dead by then. */
  sleep(incarnation: Incarnation, ms: number): Promise<void> {
    return new Promise((resolve) => this.#platform.scheduler.after(ms, () => incarnation.alive && resolve()));
  }

  #sql(incarnation: Incarnation): Sql {
    const { sql } = this.storage;
    const guard = (query: string): void => {
      if (!incarnation.alive) throw new Dead(this.name);
      if (isWrite(query)) this.#touch();
    };
    return {
      all: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => (
        guard(query),
        sql.all<Row>(query, ...bindings)
      ),
      first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => (
        guard(query),
        sql.first<Row>(query, ...bindings)
      ),
      run: (query, ...bindings) => (guard(query), sql.run(query, ...bindings)),
      transaction: (body) => {
        if (!incarnation.alive) throw new Dead(this.name);
        return sql.transaction(body);
      },
    };
  }

  /** Something was written: it becomes durable by itself before long, or with the next output. */
  #touch(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    const { incarnation } = this.#life ?? {};
    this.#platform.scheduler.after(this.#platform.random.int(1, 40), () => {
      if (this.#dirty && this.#crashed === null && this.#life?.incarnation === incarnation) this.flush();
    });
  }

  /** Everything written so far is durable. */
  flush(): void {
    if (!this.#dirty || this.#crashed !== null) return;
    this.#dirty = false;
    this.storage.flush();
    this.#afterFlush();
  }

  #afterFlush(): void {
    this.#durableAlarm = this.#alarm;
    this.#platform.onFlush(this);
  }

  /** An output of this life leaves after the gate has opened, and in the order of the outputs; never when the life has ended by then. */
  emit(incarnation: Incarnation, run: () => void): void {
    const { scheduler, random } = this.#platform;
    const now = scheduler.clock.now();
    const at = Math.max(incarnation.leavesAt, now + (this.#dirty ? random.int(0, 6) : 0));
    incarnation.leavesAt = at;
    incarnation.behindGate.add(run);
    scheduler.after(at - now, () => {
      if (!incarnation.alive || !incarnation.behindGate.delete(run)) return;
      this.flush();
      run();
    });
  }

  /** Memory goes; what was written stays, and so do sockets. An object whose outputs wait at the gate is not idle: they leave first. */
  evict(): void {
    this.flush();
    const { incarnation } = this.#life ?? {};
    for (const run of incarnation?.behindGate ?? []) run();
    incarnation?.behindGate.clear();
    this.#end();
  }

  /** The process dies. `lose`: what no output has carried out is lost too. */
  crash(lose: boolean): void {
    if (this.#life === null) return;
    this.#crashed = lose;
    this.#end();
  }

  #end(): void {
    const { incarnation } = this.#life ?? {};
    this.#life = null;
    incarnation?.die();
    // An alarm that was running runs again.
    if (this.#firing !== null) this.#alarm = Math.min(this.#alarm ?? Infinity, this.#firing);
    if (this.#firing !== null) this.#durableAlarm = Math.min(this.#durableAlarm ?? Infinity, this.#firing);
    this.#firing = null;
    this.#failures = 0;
    this.armAlarm();
  }

  /** The platform is back: it rings the alarm that is on disk, whatever the process that died had made of it. */
  restart(): void {
    this.#settleCrash();
    this.armAlarm();
  }

  /** Sees to it that the alarm rings. */
  armAlarm(): void {
    if (this.#alarm === null) return;
    const ticket = ++this.#armed;
    const { scheduler } = this.#platform;
    scheduler.after(this.#alarm - scheduler.clock.now(), () => {
      if (ticket === this.#armed) this.#ring();
    });
  }

  #ring(): void {
    const { scheduler, isUp } = this.#platform;
    const at = this.#alarm;
    // A worker that is down rings when it is back.
    if (at === null || !isUp) return;
    if (this.#firing !== null) return scheduler.after(5, () => this.armAlarm());
    this.#settleCrash();
    this.#alarm = null;
    this.#firing = at;
    const life = this.#alive();
    this.#enter(life, () => life.opened.alarm()).then(
      () => this.#rang(life.incarnation, null),
      (error: unknown) => this.#rang(life.incarnation, error),
    );
  }

  #rang(incarnation: Incarnation, error: unknown): void {
    if (!incarnation.alive) return;
    const at = this.#firing;
    this.#firing = null;
    if (error === null) {
      this.#failures = 0;
      return this.#touch();
    }
    this.#stray(error);
    // Seven runs in all, and then it is gone for ever.
    if (++this.#failures > ALARM_RETRIES || at === null) return;
    if (this.#alarm === null) this.#alarm = this.#platform.scheduler.clock.now() + 1000 * 2 ** this.#failures;
    this.armAlarm();
  }

  /** The platform loses the alarm: it is gone, or stays in the past and never rings. */
  loseAlarm(stays: boolean): boolean {
    if (this.#alarm === null) return false;
    this.#armed++;
    this.hasLostAlarm = true;
    if (!stays) this.#alarm = this.#durableAlarm = null;
    return true;
  }

  /** The alarm rings later than it was set for. */
  delayAlarm(ms: number): boolean {
    if (this.#alarm === null) return false;
    const ticket = ++this.#armed;
    const { scheduler } = this.#platform;
    scheduler.after(this.#alarm - scheduler.clock.now() + ms, () => {
      if (ticket === this.#armed) this.#ring();
    });
    return true;
  }

  #stray(error: unknown): void {
    if (!(error instanceof Dead)) this.#platform.onStray(this, error);
  }
}

/** Milliseconds on the way between two objects, or between an object and the outside. */
const onTheWay = ({ random }: Platform): number => random.int(0, 4) + (random.chance(0.05) ? random.int(5, 60) : 0);

/** How calls between objects fail although nobody died: the answer, or the call itself, is lost. */
export type CallFaults = { lose: number; loseAnswer: number };

/**
 * A call to another object: an output of the caller, an input of the target, an output of the target. `from` null is a
 * caller outside. Settles in the caller's life only.
 */
export const call = <Ctx, T>(
  platform: Platform,
  from: Incarnation | null,
  target: SimulatedObject<Ctx>,
  work: (context: Ctx) => T | Promise<T>,
  faults: CallFaults = { lose: 0, loseAnswer: 0 },
): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const { scheduler, random } = platform;
    const answer = (settle: () => void): void =>
      scheduler.after(onTheWay(platform), () => (from === null || from.alive) && settle());
    const fail = (): void => answer(() => reject(new Unreachable(`${target.name} went away`)));
    const arrive = (): void => {
      const isLost = random.chance(faults.lose);
      if (isLost) platform.injected('call lost');
      if (!platform.isUp || isLost) return fail();
      let open = true;
      const once = (settle: () => void): void => {
        if (open) settle();
        open = false;
      };
      let served: Incarnation | null = null;
      const gone = (): void => once(fail);
      const leave = (settle: () => void): void => {
        if (served === null) return once(fail);
        const life = served;
        life.object.emit(life, () => {
          life.mourners.delete(gone);
          once(settle);
        });
      };
      target
        .enter(async (context) => {
          served = here.getStore() ?? null;
          served?.mourners.add(gone);
          return copyOf(await work(context));
        })
        .then(
          (value) =>
            leave(() => {
              if (!random.chance(faults.loseAnswer)) return answer(() => resolve(value));
              platform.injected('answer of a call lost');
              fail();
            }),
          (error: unknown) => (error instanceof Dead ? gone() : leave(() => answer(() => reject(error)))),
        );
    };
    const depart = (): void => scheduler.after(onTheWay(platform), arrive);
    if (from === null) depart();
    else from.object.emit(from, depart);
  });
