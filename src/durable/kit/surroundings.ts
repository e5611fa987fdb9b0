import { systemClock, type Clock } from '../../lib/clock.ts';
import { systemRandom, type Random } from '../../lib/random.ts';
import { durableSql, type Sql } from './sql.ts';
import { durableAlarm, type Alarm } from './timers.ts';

/** What surrounds an object's logic. The simulation brings its own. */
export type Surroundings = {
  sql: Sql;
  alarm: Alarm;
  clock: Clock;
  random: Random;
  /** Keeps the object alive until the work is done, without anybody waiting for it. */
  background: (work: Promise<unknown>) => void;
  /** Waits in memory: short waits only, for a pending one keeps the object from hibernating and dies with it. */
  sleep: (ms: number) => Promise<void>;
};

/** The real surroundings of a Durable Object. */
export const durableSurroundings = (ctx: DurableObjectState): Surroundings => ({
  sql: durableSql(ctx.storage),
  alarm: durableAlarm(ctx.storage),
  clock: systemClock,
  random: systemRandom,
  background: (work) => ctx.waitUntil(work),
  sleep: (ms) => scheduler.wait(ms),
});
