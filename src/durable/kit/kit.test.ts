import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { systemRandom } from '../../lib/random.ts';
import { openKit, type Kit, type KitOptions } from './context.ts';
import type { Effect } from './outbox.ts';
import { kitMigration, migrate } from './migrate.ts';
import { durableSql, type Sql } from './sql.ts';
import type { Alarm } from './timers.ts';

/** Real Durable Object storage, emptied; the object around it is not used. */
const onStorage = (body: (sql: Sql, storage: DurableObjectStorage) => unknown): Promise<void> =>
  runInDurableObject(env.REGISTRY.getByName(`v1:cli_kit-${crypto.randomUUID()}`), async (_, state) => {
    await state.storage.deleteAll();
    await body(durableSql(state.storage), state.storage);
  });

const manualClock = (start = 1_000_000) => {
  const clock = { at: start, now: () => clock.at };
  return clock satisfies Clock;
};

const recordingAlarm = () => {
  const alarm = {
    at: null as number | null,
    sets: [] as number[],
    get: async () => alarm.at,
    set: async (at: number) => void (alarm.sets.push(at), (alarm.at = at)),
  };
  return alarm satisfies Alarm;
};

type Bench = {
  kit: Kit;
  clock: ReturnType<typeof manualClock>;
  alarm: ReturnType<typeof recordingAlarm>;
  errors: string[];
  settle: () => Promise<void>;
};

const bench = (
  sql: Sql,
  options: Partial<Pick<KitOptions, 'timers' | 'effects' | 'migrations'> & Pick<Kit, 'sleep'>> = {},
): Bench => {
  const clock = manualClock();
  const alarm = recordingAlarm();
  const errors: string[] = [];
  const work: Promise<unknown>[] = [];
  const kit = openKit(
    {
      sql,
      alarm,
      clock,
      random: systemRandom,
      background: (promise) => void work.push(promise),
      sleep: options.sleep ?? (() => new Promise(() => {})),
    },
    {
      migrations: options.migrations ?? [],
      timers: options.timers ?? {},
      effects: options.effects ?? {},
      snapshot: () => {
        throw new Error('not looked at here');
      },
      pushSnapshot: async () => {},
      onError: (where, error) => void errors.push(`${where}: ${String(error)}`),
    },
  );
  // The registry push belongs to the inspector's tests; here it would outlive the test.
  kit.registry.changed = () => {};
  return { kit, clock, alarm, errors, settle: async () => void (await Promise.all(work.splice(0))) };
};

describe('migrations', () => {
  const first = { name: '001_cats', sql: 'CREATE TABLE cats (name TEXT)' };
  const second = { name: '002_dogs', sql: 'CREATE TABLE dogs (name TEXT)' };

  it('run each step once, also when new ones are appended later', () =>
    onStorage((sql) => {
      migrate(sql, [first]);
      sql.run("INSERT INTO cats VALUES ('Mia')");
      migrate(sql, [first, second]);
      migrate(sql, [first, second]);
      expect(sql.all('SELECT name FROM cats')).toEqual([{ name: 'Mia' }]);
      expect(sql.all('SELECT name FROM _migrations ORDER BY position')).toEqual([
        { name: '001_cats' },
        { name: '002_dogs' },
      ]);
    }));

  it.each([
    ['renamed', [{ ...first, name: '001_felines' }]],
    ['reordered', [second, first]],
    ['removed', []],
  ])('refuse to run when a landed step was %s', (_, changed) =>
    onStorage((sql) => {
      migrate(sql, [first]);
      expect(() => migrate(sql, changed)).toThrow('001_cats');
    }),
  );

  it('leave nothing of a step that fails half-way', () =>
    onStorage((sql) => {
      const broken = { name: '001_broken', sql: 'CREATE TABLE half (x TEXT); CREATE TABLE half (x TEXT);' };
      expect(() => migrate(sql, [broken])).toThrow();
      expect(sql.all("SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([]);
      expect(sql.all('SELECT * FROM _migrations')).toEqual([]);
    }));

  it('start every object with the tables of the kit', () =>
    onStorage((sql) => {
      migrate(sql, [kitMigration]);
      const tables = sql
        .all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
        .map(({ name }) => name);
      expect(tables).toEqual(expect.arrayContaining(['timers', 'outbox', 'events', 'meta', '_migrations']));
    }));
});

describe('timers', () => {
  it('move the alarm only when it would ring too late', () =>
    onStorage((sql) => {
      const { kit, alarm, clock } = bench(sql);
      kit.commit(() => kit.timers.set('debounce', '', clock.at + 4000));
      kit.commit(() => kit.timers.set('debounce', '', clock.at + 5000));
      kit.commit(() => kit.timers.set('release', '', clock.at + 9000));
      expect(alarm.sets).toEqual([clock.at + 4000]);
      kit.commit(() => kit.timers.set('report', 'x', clock.at + 1000));
      expect(alarm.sets).toEqual([clock.at + 4000, clock.at + 1000]);
    }));

  it('do not arm what a rolled-back transaction set', () =>
    onStorage((sql) => {
      const { kit, alarm, clock } = bench(sql);
      expect(() =>
        kit.commit(() => {
          kit.timers.set('debounce', '', clock.at + 10);
          throw new Error('refused');
        }),
      ).toThrow('refused');
      expect(kit.timers.list()).toEqual([]);
      expect(alarm.sets).toEqual([]);
    }));

  it('run what is due, keep what is not, and never arm in the past', () =>
    onStorage(async (sql) => {
      const ran: string[] = [];
      const { kit, alarm, clock } = bench(sql, {
        timers: { a: (ref) => void ran.push(`a${ref}`), b: () => void ran.push('b') },
      });
      kit.commit(() => {
        kit.timers.set('a', '1', clock.at + 10);
        kit.timers.set('a', '2', clock.at + 20);
        kit.timers.set('b', '', clock.at + 900);
      });
      clock.at += 50;
      await kit.runTimers();
      expect(ran).toEqual(['a1', 'a2']);
      expect(kit.timers.list()).toMatchObject([{ kind: 'b' }]);
      expect(alarm.at).toBe(clock.at + 850);
    }));

  it('P4 keep a timer whose handler failed and try it again later, without throwing', () =>
    onStorage(async (sql) => {
      const { kit, alarm, clock, errors } = bench(sql, {
        timers: {
          broken: () => {
            throw new Error('no luck');
          },
          fine: () => {},
        },
      });
      kit.commit(() => {
        kit.timers.set('broken', '', clock.at);
        kit.timers.set('fine', '', clock.at);
      });
      await kit.runTimers();
      await kit.runTimers();
      expect(errors).toEqual(['timer broken: Error: no luck']);
      expect(kit.timers.list()).toEqual([{ kind: 'broken', ref: '', dueAt: clock.at + 1000, attempts: 1 }]);
      expect(alarm.at).toBe(clock.at + 1000);
    }));

  it('keep a timer that its own handler set anew', () =>
    onStorage(async (sql) => {
      const { kit, clock } = bench(sql, { timers: { again: () => kit.timers.set('again', '', clock.at + 500) } });
      kit.commit(() => kit.timers.set('again', '', clock.at));
      await kit.runTimers();
      expect(kit.timers.list()).toMatchObject([{ kind: 'again', dueAt: clock.at + 500 }]);
    }));

  it('find a lost alarm', () =>
    onStorage(async (sql) => {
      const { kit, alarm, clock } = bench(sql);
      kit.commit(() => kit.timers.set('debounce', '', clock.at + 4000));
      alarm.at = null;
      await kit.timers.ensure();
      expect(alarm.at).toBe(clock.at + 4000);
      clock.at += 70_000;
      kit.timers.arm();
      expect(alarm.at).toBe(clock.at + 1);
    }));
});

describe('the outbox', () => {
  it('performs effects of a kind in order, after the commit', () =>
    onStorage(async (sql) => {
      const performed: unknown[] = [];
      const { kit, settle } = bench(sql, {
        effects: { send: async ({ payload }: Effect) => void performed.push(payload) },
      });
      kit.commit(() => ['a', 'b', 'c'].forEach((ref) => kit.outbox.put('send', ref, ref)));
      expect(performed.length).toBeLessThan(3);
      await settle();
      expect(performed).toEqual(['a', 'b', 'c']);
      expect(kit.outbox.list()).toEqual([]);
      expect(kit.timers.list()).toEqual([]);
    }));

  it('D30 owes nothing of a rolled-back transaction', () =>
    onStorage(async (sql) => {
      const { kit, settle } = bench(sql);
      expect(() =>
        kit.commit(() => {
          kit.outbox.put('send', 'a');
          throw new Error('refused');
        }),
      ).toThrow();
      await settle();
      expect(kit.outbox.list()).toEqual([]);
    }));

  it('holds back only the kind that fails, keeps its order and tries again', () =>
    onStorage(async (sql) => {
      const performed: string[] = [];
      let down = true;
      const { kit, settle, clock } = bench(sql, {
        effects: {
          send: async ({ ref }) => {
            if (down) throw new Error('gateway away');
            performed.push(ref);
          },
          publish: async ({ ref }) => void performed.push(ref),
        },
      });
      kit.commit(() => {
        kit.outbox.put('send', 'first');
        kit.outbox.put('send', 'second');
        kit.outbox.put('publish', 'row');
      });
      await settle();
      expect(performed).toEqual(['row']);
      expect(kit.outbox.list()).toMatchObject([
        { ref: 'first', attempts: 1, error: 'Error: gateway away' },
        { ref: 'second', attempts: 0 },
      ]);
      down = false;
      clock.at += 1000;
      await kit.runTimers();
      expect(performed).toEqual(['row', 'first', 'second']);
    }));

  it('performs an effect again that was put anew while it ran', () =>
    onStorage(async (sql) => {
      const performed: unknown[] = [];
      const { kit, settle } = bench(sql, {
        effects: {
          publish: async ({ payload }) => {
            performed.push(payload);
            if (payload === 1) kit.commit(() => kit.outbox.put('publish', 'row', 2));
          },
        },
      });
      kit.commit(() => kit.outbox.put('publish', 'row', 1));
      await settle();
      expect(performed).toEqual([1, 2]);
    }));

  it('does not hold the other timers back when a peer never answers', () =>
    onStorage(async (sql) => {
      const { kit, clock } = bench(sql, {
        effects: { send: () => new Promise(() => {}) },
        timers: { release: () => {} },
        sleep: async () => {},
      });
      kit.commit(() => {
        kit.outbox.put('send', 'a');
        kit.timers.set('release', '', clock.at + 6_000);
      });
      clock.at += 7_000;
      await kit.runTimers();
      expect(kit.timers.list()).toMatchObject([{ kind: 'outbox', dueAt: clock.at + 5_000 }]);
    }));

  it('does not ring for what is under way when another kind is done', () =>
    onStorage(async (sql) => {
      const publishing = Promise.withResolvers<void>();
      const { kit, clock, alarm, settle } = bench(sql, {
        effects: { publish: () => publishing.promise, send: async () => {} },
      });
      kit.commit(() => kit.outbox.put('publish', ''));
      clock.at += 10;
      kit.commit(() => kit.outbox.put('send', 'a'));
      await Promise.resolve().then(() => new Promise((resolve) => setTimeout(resolve, 0)));
      expect(kit.outbox.list()).toMatchObject([{ kind: 'publish' }]);
      expect(alarm.sets).toEqual([clock.at - 10 + 5_000]);
      publishing.resolve();
      await settle();
      expect(kit.timers.list()).toEqual([]);
    }));

  it('leaves a timer behind that finds what is owed after a crash', () =>
    onStorage(async (sql) => {
      const before = bench(sql, { effects: { send: () => new Promise(() => {}) } });
      before.kit.commit(() => before.kit.outbox.put('send', 'a', 'hello'));
      // The process dies here; a new instance opens the same storage.
      const performed: unknown[] = [];
      const after = bench(sql, { effects: { send: async ({ payload }) => void performed.push(payload) } });
      after.clock.at += 5_000;
      await after.kit.runTimers();
      expect(performed).toEqual(['hello']);
    }));
});

describe('small values', () => {
  it('are remembered, and forgotten with the transaction that is rolled back', () =>
    onStorage((sql) => {
      const { kit } = bench(sql);
      kit.commit(() => kit.meta.set('lease', 1));
      expect(() =>
        kit.commit(() => {
          kit.meta.set('lease', 2);
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(kit.meta.get('lease')).toBe(1);
      expect(bench(sql).kit.meta.get('lease')).toBe(1);
    }));
});

describe('the event log', () => {
  it('pages newest first and follows one correlation', () =>
    onStorage((sql) => {
      const { kit } = bench(sql);
      kit.commit(() => {
        for (let i = 1; i <= 5; i++) kit.journal.append('step', i % 2 ? 'odd' : 'even', { i });
      });
      const page = kit.journal.page({ before: null, correlation: null, limit: 2 });
      expect(page.events.map(({ seq }) => seq)).toEqual([5, 4]);
      expect(page.hasMore).toBe(true);
      expect(kit.journal.page({ before: 4, correlation: null, limit: 9 }).events.map(({ seq }) => seq)).toEqual([
        3, 2, 1,
      ]);
      expect(kit.journal.page({ before: null, correlation: 'even', limit: 9 }).events.map(({ data }) => data)).toEqual([
        { i: 4 },
        { i: 2 },
      ]);
    }));

  it('says nothing of what was rolled back', () =>
    onStorage((sql) => {
      const { kit } = bench(sql);
      expect(() =>
        kit.commit(() => {
          kit.journal.append('lie', null, {});
          throw new Error('refused');
        }),
      ).toThrow();
      expect(kit.journal.all()).toEqual([]);
    }));
});
