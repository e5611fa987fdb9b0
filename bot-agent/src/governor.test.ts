import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Governor, earliest, typingMs, type Paced } from './governor.ts';
import { Journal } from './journal/journal.ts';
import { POLICIES, UNGOVERNED, type Ask } from './policy.ts';
import { simulate, violations } from '../test/pace.ts';
import { PROFILES } from './profile.ts';

const { production, demo, chaos } = PROFILES;

const never = new AbortController().signal;

const asking = (contactId: string, human: boolean, wrote = true): Ask => ({ contactId, human, wrote, since: 0 });

describe('pace', () => {
  it('lets two through at once per contact, then one every six seconds', () => {
    const log: Paced[] = [];
    const times = Array.from({ length: 5 }, () => {
      const at = earliest(production, log, 'a', log.at(-1)?.at ?? 0);
      log.push({ at, contactId: 'a' });
      return at;
    });
    expect(times).toEqual([0, 0, 6_000, 12_000, 18_000]);
  });

  it('stops the number at twenty in any minute', () => {
    const log = Array.from({ length: 20 }, (_, i) => ({ at: i * 100, contactId: `c${i}` }));
    expect(earliest(production, log, 'new', 2_000)).toBe(60_000);
    expect(earliest(production, log.slice(1), 'new', 2_000)).toBe(2_000);
  });

  it('counts sends from the future as now, so a clock that steps back lets nothing more out', () => {
    const log = [
      { at: 1_000_000, contactId: 'a' },
      { at: 1_000_000, contactId: 'a' },
    ];
    expect(earliest(production, log, 'a', 500)).toBe(6_500);
  });

  it('D50: waits for a minute after another agent had the number, for what that one sent is not known here', () => {
    expect(earliest(production, [], 'a', 5_000, 5_000)).toBe(65_000);
    expect(earliest(production, [], 'a', 65_000, 5_000)).toBe(65_000);
    expect(earliest(production, [], 'a', 5_000, 1_000_000)).toBe(65_000);
    expect(earliest(demo, [], 'a', 5_000, 5_000)).toBe(5_000);
  });

  it('D50: an agent that took the number over waits for that minute, also when it was restarted in it', () => {
    const time = simulate();
    const journal = Journal.over(new DatabaseSync(':memory:'));
    const governor = (): Governor =>
      new Governor(production, [], time.now, time.sleep, { policy: UNGOVERNED, memory: journal.pace, random: () => 0 });
    const first = governor();
    journal.commands.setPosition({ gatewayEpoch: 'g', held: 0, lease: 3, suspectBefore: time.now() });
    first.onFormer(time.now());
    expect(first.waitMs('a')).toBe(60_000);
    expect(governor().waitMs('a')).toBe(60_000);
  });

  it.each([demo, chaos])('never waits in profile $name', (profile) => {
    const log = Array.from({ length: 500 }, () => ({ at: 0, contactId: 'a' }));
    expect(earliest(profile, log, 'a', 0)).toBe(0);
  });

  it('holds for any backlog and any restart in the middle of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            contact: fc.integer({ min: 0, max: 4 }),
            human: fc.boolean(),
            at: fc.integer({ min: 0, max: 90_000 }),
          }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 0, max: 120_000 }),
        async (asks, restartAt) => {
          const time = simulate();
          const sent: Paced[] = [];
          const first = new AbortController();
          let governor = new Governor(production, [], time.now, time.sleep);
          const ask = (contact: number, human: boolean, signal: AbortSignal, again: () => void) =>
            void governor
              .acquire(asking(`c${contact}`, human), signal)
              .then((granted) => (granted ? sent.push({ at: time.now(), contactId: `c${contact}` }) : again()));
          const later: (() => void)[] = [];
          for (const { contact, human, at } of asks) {
            void time
              .sleep(at)
              .then(() =>
                ask(contact, human, first.signal.aborted ? never : first.signal, () =>
                  later.push(() => ask(contact, human, never, () => {})),
                ),
              );
          }
          await time.run(restartAt);
          first.abort();
          governor = new Governor(production, sent, time.now, time.sleep);
          await time.run(restartAt);
          later.forEach((again) => again());
          await time.run(3_600_000);
          expect(sent).toHaveLength(asks.length);
          expect(violations(sent)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('D50: adds chance to what the bot must wait, not to what a person must', async () => {
    const two = [0, 0].map((at) => ({ at, contactId: 'a' }));
    const leftAt = async (human: boolean, chance: number) => {
      const time = simulate();
      const options = {
        policy: UNGOVERNED,
        memory: Journal.over(new DatabaseSync(':memory:')).pace,
        random: () => chance,
      };
      const governor = new Governor(production, two, time.now, time.sleep, options);
      const left: number[] = [];
      void governor.acquire(asking('a', human), never).then(() => left.push(time.now()));
      await time.run(60_000);
      return left[0];
    };
    expect(await leftAt(false, 0)).toBe(6_000);
    expect(await leftAt(false, 0.5)).toBe(6_750);
    expect(await leftAt(true, 0.5)).toBe(6_000);
  });

  it('D53, D55: a number that is logged out begins anew, one that never was linked has lost nothing', () => {
    let now = 1_000;
    const memory = Journal.over(new DatabaseSync(':memory:')).pace;
    const options = { policy: POLICIES.production, memory, random: () => 0 };
    const governor = new Governor(production, [], () => now, simulate().sleep, options);
    expect(governor.onTrouble('logged_out')).toBe(false);
    governor.onReady();
    now = 2_000;
    governor.onReady();
    expect([memory.pairedAt(), governor.decide(asking('a', false))]).toEqual([1_000, { do: 'go' }]);
    expect(governor.onTrouble('logged_out')).toBe(true);
    expect(memory.pairedAt()).toBe(null);
    governor.onReady();
    expect(memory.pairedAt()).toBe(2_000);
    expect(governor.decide(asking('a', false))).toMatchObject({ do: 'hold', reason: 'circuit' });
    expect(memory.circuit()).toEqual(governor.circuit);
  });

  it('serves what a person typed before what the bot wrote', async () => {
    const time = simulate(1_000);
    const full = Array.from({ length: 20 }, (_, i) => ({ at: 1_000, contactId: `x${i}` }));
    const governor = new Governor(production, full, time.now, time.sleep);
    const order: string[] = [];
    void governor.acquire(asking('bot1', false), never).then(() => order.push('bot1'));
    void governor.acquire(asking('person', true), never).then(() => order.push('person'));
    await time.run(61_000);
    expect(order[0]).toBe('person');
  });

  it('leaves no slot taken by who gave up waiting', async () => {
    const time = simulate();
    const governor = new Governor(
      production,
      [
        { at: 0, contactId: 'a' },
        { at: 0, contactId: 'a' },
      ],
      time.now,
      time.sleep,
    );
    const stop = new AbortController();
    const given = governor.acquire(asking('a', false), stop.signal);
    stop.abort();
    expect(await given).toBe(false);
    expect(governor.waitMs('a')).toBe(6_000);
  });
});

it('types one to three seconds by length in production, visibly but briefly in the demo, not at all in chaos', () => {
  for (const [profile, least, most] of [
    [production, 1_000, 3_000],
    [demo, 300, 700],
    [chaos, 0, 0],
  ] as const) {
    for (const length of [0, 1, 80, 4_000]) {
      for (const chance of [0, 0.999]) {
        const ms = typingMs(profile, length, chance);
        expect(ms >= least && ms <= most).toBe(true);
      }
    }
    expect(typingMs(profile, 200, 0)).toBeGreaterThanOrEqual(typingMs(profile, 1, 0));
  }
});
