import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Command } from '@oconnector/protocol/model/command.ts';
import { commandOf } from '../test/agent.ts';
import { simulate, violations } from '../test/pace.ts';
import { Governor, type Paced } from './governor.ts';
import { Journal } from './journal/journal.ts';
import { DAY_MS, POLICIES, warmUpCap, type Ask, type Policy } from './policy.ts';
import { PROFILES } from './profile.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const START = Date.parse('2026-03-11T12:00:00Z');
const policy: Policy = {
  ...POLICIES.production,
  firstContacts: { perDay: 3, graceMs: 60_000 },
  warmUp: { days: 5, firstDay: 10, growth: 1.25 },
  // 22:00 to 7:00 in UTC, so that the check needs no calendar.
  quiet: { from: 22 * 60, to: 7 * 60, zone: 'UTC' },
};
const isQuiet = (at: number): boolean => {
  const hour = new Date(at).getUTCHours();
  return hour >= 22 || hour < 7;
};

type Sent = Paced & { human: boolean; wrote: boolean };

/** A number with its journal on one disk, and an agent that may be restarted over it. */
const numberOver = (time: ReturnType<typeof simulate>) => {
  const disk = new DatabaseSync(':memory:');
  const sent: Sent[] = [];
  let journal = Journal.over(disk);
  let boot = new AbortController();
  let governor: Governor;
  let random = 0;
  const lane = async (command: Command, human: boolean, wrote: boolean): Promise<void> => {
    const ask: Ask = { contactId: command.contactId, human, wrote, since: command.createdAt };
    const { signal } = boot;
    while (!signal.aborted && journal.commands.get(command.commandId)?.state === 'stored') {
      const decision = governor.decide(ask);
      if (decision.do === 'hold') await time.sleep(decision.until - time.now(), signal);
      else if (decision.do === 'refuse')
        journal.commands.end(command.commandId, { state: 'failed', reason: decision.reason }, time.now());
      else if (await governor.acquire(ask, signal)) {
        if (!journal.commands.intent(command.commandId, time.now(), false)) throw new Error('begun twice');
        sent.push({ at: time.now(), contactId: command.contactId, human, wrote });
        journal.commands.ack(command.commandId, 1, time.now());
        governor.onOutcome();
      }
    }
  };
  const begun: (() => Promise<void>)[] = [];
  const start = () => {
    boot.abort();
    boot = new AbortController();
    journal = Journal.over(disk);
    random = 0;
    governor = new Governor(PROFILES.production, journal.pace.sends(time.now()), time.now, time.sleep, {
      policy,
      memory: journal.pace,
      random: () => (random = (random + 0.37) % 1),
    });
    governor.onReady();
    for (const again of begun) void again();
  };
  const say = (contact: number, human: boolean, wrote: boolean) => {
    const command = commandOf('x', {
      contactId: `con_${contact}`,
      to: { kind: 'phone', value: `+551199999000${contact}` },
      class: human ? 'human' : 'reply',
      createdAt: time.now(),
    });
    journal.commands.store([{ s: begun.length + 1, command }], begun.length + 1, time.now());
    const run = () => lane(command, human, wrote);
    begun.push(run);
    void run();
  };
  const hear = (contact: number) =>
    journal.up.take(
      [
        {
          chat: `c${contact}`,
          message: {
            waId: `m${contact}`,
            fromMe: false,
            contact: [{ kind: 'phone', value: `+551199999000${contact}` }],
            pushName: null,
            content: { type: 'text', text: 'oi' },
            sentAt: time.now(),
            old: false,
          },
        },
      ],
      time.now(),
    );
  return {
    sent,
    start,
    say,
    hear,
    close: () => (boot.abort(), journal.close()),
    pairedAt: () => journal.pace.pairedAt(),
  };
};

/** Where sends broke a rule, counted from what left alone. */
const broken = (sent: readonly Sent[], pairedAt: number): string[] => {
  const found = violations(sent);
  sent.forEach((one, i) => {
    if (one.human) return;
    const day = sent.slice(0, i + 1).filter(({ at }) => at > one.at - DAY_MS);
    if (isQuiet(one.at)) found.push(`in quiet hours: ${one.at}`);
    if (!one.wrote && day.filter(({ wrote }) => !wrote).length > 3) found.push(`first contact: ${one.at}`);
    if (policy.warmUp && day.length > warmUpCap(policy.warmUp, pairedAt, one.at).cap) found.push(`warm-up: ${one.at}`);
  });
  return found;
};

it('D50 to D56: every limit holds for seven days, over restarts and after a backlog, and everything leaves in the end', async () => {
  const ask = fc.record({
    contact: fc.integer({ min: 0, max: 5 }),
    human: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    // Often so much at once that a day's cap is reached.
    at: fc.oneof(fc.integer({ min: 0, max: 7 * DAY_MS }), fc.integer({ min: 0, max: 6 * HOUR })),
  });
  const restarts = fc.array(fc.integer({ min: 0, max: 7 * DAY_MS }), { maxLength: 6 });
  let held = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(ask, { maxLength: 50 }),
      restarts,
      fc.integer({ min: 0, max: 6 }),
      async (asks, ups, down) => {
        const time = simulate(START);
        const number = numberOver(time);
        number.start();
        // Contact 5 never writes.
        for (let contact = 0; contact < 5; contact++) number.hear(contact);
        // Two hours a day the agent is away, and what came meanwhile comes at once.
        const backlogAt = down * DAY_MS;
        const moved = asks.map((one) =>
          one.at >= backlogAt && one.at < backlogAt + 2 * HOUR ? { ...one, at: backlogAt + 2 * HOUR } : one,
        );
        const events = [
          ...moved.map((one) => ({ at: one.at, work: () => number.say(one.contact, one.human, one.contact !== 5) })),
          ...ups.map((at) => ({ at, work: number.start })),
        ].toSorted((a, b) => a.at - b.at);
        for (const { at, work } of events) {
          await time.run(START + at);
          work();
        }
        await time.run(START + 40 * DAY_MS);
        const pairedAt = number.pairedAt();
        number.close();
        expect(pairedAt).toBe(START);
        expect(broken(number.sent, START)).toEqual([]);
        expect(number.sent).toHaveLength(asks.length);
        held += number.sent.filter((one, i) => !one.human && one.at - START > (moved[i]?.at ?? 0)).length;
      },
    ),
    { numRuns: 25 },
  );
  expect(held).toBeGreaterThan(0);
});

it('D50: a backlog of two hours leaves at the pace, also when the agent dies every minute', async () => {
  const time = simulate(START);
  const number = numberOver(time);
  number.start();
  for (let contact = 0; contact < 5; contact++) number.hear(contact);
  // Below the cap of the first day.
  for (let i = 0; i < 10; i++) number.say(i % 2, false, true);
  for (let i = 0; i < 60; i++) number.say(i % 5, true, true);
  for (let minute = 0; minute < 10; minute++) {
    await time.run(START + minute * 60_000 + 7_300);
    number.start();
  }
  await time.run(START + 3 * DAY_MS);
  number.close();
  expect(number.sent).toHaveLength(70);
  expect(violations(number.sent)).toEqual([]);
});

it('D55: an open circuit survives a restart, and so does what was counted towards it', () => {
  const disk = new DatabaseSync(':memory:');
  const journal = Journal.over(disk);
  const fail = (n: number) => {
    const command = commandOf(`f${n}`, { contactId: `con_f${n}` });
    journal.commands.store([{ s: n, command }], n, START);
    journal.commands.intent(command.commandId, START, false);
    journal.commands.ack(command.commandId, -1, START);
  };
  const boot = () =>
    new Governor(PROFILES.production, journal.pace.sends(START), () => START, simulate(START).sleep, {
      policy: POLICIES.production,
      memory: Journal.over(disk).pace,
      random: () => 0,
    });
  const ask: Ask = { contactId: 'c', human: false, wrote: true, since: START };
  fail(1);
  boot().onOutcome();
  fail(2);
  expect(boot().decide(ask)).toEqual({ do: 'go' });
  fail(3);
  // The process died before it counted the third.
  const hold = { do: 'hold', reason: 'circuit', until: START + 15 * 60_000 };
  expect(boot().decide(ask)).toEqual(hold);
  boot().onOutcome();
  expect(boot().decide(ask)).toEqual(hold);
  expect(boot().decide({ ...ask, human: true })).toEqual({ do: 'go' });
  journal.close();
});

it('D52: what waits for the pace does not slip past the day’s budget, and a restart does not renew it', async () => {
  const time = simulate(START);
  const number = numberOver(time);
  number.start();
  for (let i = 0; i < 8; i++) number.say(5, false, false);
  await time.run(START + HOUR);
  expect(number.sent).toHaveLength(3);
  number.start();
  await time.run(START + 2 * HOUR);
  expect(number.sent).toHaveLength(3);
  await time.run(START + DAY_MS + HOUR);
  number.close();
  expect(number.sent).toHaveLength(6);
});

it('D55: a restriction is remembered over a restart', () => {
  const disk = new DatabaseSync(':memory:');
  const boot = () =>
    new Governor(PROFILES.production, [], () => START, simulate(START).sleep, {
      policy: POLICIES.production,
      memory: Journal.over(disk).pace,
      random: () => 0,
    });
  boot().onTrouble('restricted');
  expect(boot().decide({ contactId: 'c', human: false, wrote: true, since: START })).toEqual({
    do: 'hold',
    reason: 'circuit',
    until: START + 4 * HOUR,
  });
  disk.close();
});
