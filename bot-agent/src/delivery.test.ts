import { describe, expect, it } from 'vitest';
import { commandOf } from '../test/agent.ts';
import {
  afterAck,
  afterLook,
  isFenced,
  isOld,
  isSkewed,
  nextStep,
  onArrival,
  onFence,
  ownSent,
  ownerHoldMs,
  type CommandRow,
  type CommandState,
} from './delivery.ts';
import { waOutIdOf } from './identity.ts';

const NOW = 1_000_000;
const EVERY = 60_000;
const SUSPECT = 70_000;
const rowOf = (over: Partial<CommandRow> = {}): CommandRow => ({
  command: commandOf('x', { generation: 3, createdAt: NOW }),
  state: 'stored',
  attempts: 0,
  waOutId: '3EB0',
  waId: null,
  bodyHash: 'h',
  t0: null,
  looks: 0,
  lookedAt: null,
  reason: null,
  ...over,
});
const intent = (over: Partial<CommandRow> = {}) => rowOf({ state: 'intent', attempts: 1, t0: NOW, ...over });
const human = { ...rowOf().command, class: 'human' as const };

describe('D33: whose the words are that the history shows', () => {
  const own = waOutIdOf('x');
  it.each([
    ['under its own id', own, null, true],
    ['under an id that WhatsApp made', '3EB0C767D097E9ECFE8A', null, true],
    ['under an id that WhatsApp made, already known as its own', '3EB0C767D097E9ECFE8A', 'x', true],
    ['under an id that WhatsApp made, already known as of another command', '3EB0C767D097E9ECFE8A', 'y', false],
    // Sent by another agent, so this journal has never heard of it (seed 38751).
    ['under the id of another command', waOutIdOf('y'), null, false],
  ])('%s', (_, waId, owner, isOwn) => {
    const sent = { waId, level: 2, at: NOW } as const;
    const row = intent({ command: commandOf('words', { commandId: 'x' }), waOutId: own });
    expect(ownSent(row, [sent], () => owner)).toEqual(isOwn ? sent : null);
  });
});

describe('D32: a command comes down', () => {
  it.each([
    ['unknown here', null, 0, 'store'],
    ['made before another agent or journal ended', null, NOW + 1, 'store_suspect'],
    ['stored already', rowOf(), 0, 'nothing'],
    ['handed over already', intent(), 0, 'nothing'],
    ['accepted', rowOf({ state: 'accepted' }), 0, 'answer'],
    ['given up as unknown', rowOf({ state: 'unknown' }), 0, 'answer'],
    ['cancelled', rowOf({ state: 'cancelled' }), NOW + 1, 'answer'],
  ])('%s', (_, known, suspectBefore, expected) => {
    expect(onArrival(known, rowOf().command, suspectBefore).do).toBe(expected);
  });
});

describe('C4, D34: what the head of the queue needs', () => {
  it.each([
    ['nothing against it', rowOf(), 3, { do: 'send' }],
    ['a newer generation', rowOf(), 4, { do: 'end', ending: { state: 'cancelled', reason: 'fenced' } }],
    ['a newer generation, but a person typed it', rowOf({ command: human }), 4, { do: 'send' }],
    [
      'its time is over',
      rowOf({ command: { ...rowOf().command, notAfter: NOW - 1 } }),
      0,
      { do: 'end', ending: { state: 'expired', reason: null } },
    ],
    ['its last moment', rowOf({ command: { ...rowOf().command, notAfter: NOW } }), 0, { do: 'send' }],
    [
      'fenced and expired: the fence is the reason',
      rowOf({ command: { ...rowOf().command, notAfter: 1 } }),
      4,
      { do: 'end', ending: { state: 'cancelled', reason: 'fenced' } },
    ],
    ['handed over, never looked', intent(), 0, { do: 'look', at: NOW }],
    ['handed over, looked a second ago', intent({ lookedAt: NOW - 1_000 }), 0, { do: 'look', at: NOW + 59_000 }],
    ['looked in the future', intent({ lookedAt: NOW + 9_999_999 }), 0, { do: 'look', at: NOW + EVERY }],
    [
      'held when the lease was taken from another agent',
      intent({ attempts: 0, looks: 1, lookedAt: NOW - 1_000 }),
      0,
      { do: 'look', at: NOW + 69_000 },
    ],
    ['settled', rowOf({ state: 'read' }), 9, { do: 'nothing' }],
  ])('%s', (_, row, minGeneration, expected) => {
    expect(nextStep(row, NOW, minGeneration, { lookEveryMs: EVERY, suspectWaitMs: SUSPECT })).toEqual(expected);
  });

  it('fences notices by their own, newer generation', () => {
    const notice = { ...rowOf().command, class: 'notice' as const, generation: 4 };
    expect(isFenced(notice, 4)).toBe(false);
    expect(isFenced(notice, 5)).toBe(true);
  });
});

describe('D33: a look into the history', () => {
  const at = { now: NOW, minGeneration: 0, watchMs: 120_000 };
  const found = (level: 0 | 1 | 3) => ({ kind: 'found' as const, sent: { waId: 'W', level, at: NOW } });
  const absent = { kind: 'absent' as const };
  const blind = { kind: 'blind' as const, reason: 'logged out' };
  it.each([
    ['found with a tick', intent(), found(1), at, { do: 'acked', waId: 'W', level: 1 }],
    ['found read', intent({ looks: 5, attempts: 3 }), found(3), at, { do: 'acked', waId: 'W', level: 3 }],
    ['found without tick: WhatsApp may still send it', intent(), found(0), at, { do: 'look_again' }],
    [
      'found without tick for too long',
      intent({ t0: NOW - 120_000, looks: 2 }),
      found(0),
      at,
      { do: 'end', ending: { state: 'unknown', reason: 'no_server_tick' } },
    ],
    ['found without tick long after: one look more', intent({ t0: 0 }), found(0), at, { do: 'look_again' }],
    ['absent once', intent(), absent, at, { do: 'look_again' }],
    ['absent twice', intent({ looks: 1 }), absent, at, { do: 'resend' }],
    [
      'absent twice after the third attempt',
      intent({ looks: 1, attempts: 3 }),
      absent,
      at,
      { do: 'end', ending: { state: 'unknown', reason: 'not_in_history' } },
    ],
    [
      'absent twice, but fenced meanwhile',
      intent({ looks: 1 }),
      absent,
      { ...at, minGeneration: 4 },
      { do: 'end', ending: { state: 'cancelled', reason: 'fenced' } },
    ],
    [
      'absent twice, but expired meanwhile',
      intent({ looks: 1, command: { ...rowOf().command, notAfter: 1 } }),
      absent,
      at,
      { do: 'end', ending: { state: 'expired', reason: null } },
    ],
    ['blind once', intent(), blind, at, { do: 'look_again' }],
    [
      'blind again',
      intent({ looks: 1 }),
      blind,
      at,
      { do: 'end', ending: { state: 'unknown', reason: 'cannot_look: logged out' } },
    ],
  ])('%s', (_, row, outcome, context, expected) => {
    expect(afterLook(row, outcome, context)).toEqual(expected);
  });

  it('never sends again on any single look, whatever the row', () => {
    for (const attempts of [0, 1, 2, 3]) {
      for (const outcome of [found(0), found(1), absent, blind])
        expect(afterLook(intent({ attempts }), outcome, at).do).not.toBe('resend');
    }
  });
});

describe('D35: ticks', () => {
  it.each<[CommandState, -1 | 0 | 1 | 2 | 3 | 4, string[] | null]>([
    ['intent', 1, ['accepted']],
    ['intent', 2, ['accepted', 'delivered']],
    ['intent', 3, ['accepted', 'read']],
    ['intent', 4, ['accepted', 'read']],
    ['intent', 0, null],
    ['intent', -1, ['failed']],
    ['accepted', 1, null],
    ['accepted', 3, ['read']],
    ['read', 2, null],
    ['accepted', -1, null],
    ['unknown', 1, ['accepted']],
    ['unknown', -1, ['failed']],
    ['cancelled', 2, ['accepted', 'delivered']],
    ['stored', 1, null],
  ])('from %s, level %d', (state, level, reports) => {
    expect(afterAck(state, level)?.reports ?? null).toEqual(reports);
  });
});

describe('C2, C3: a fence is raised', () => {
  it('cancels what is stored, names what is under way, spares people and newer generations', () => {
    const [stored, sent, unknown, person, newer] = [
      rowOf(),
      intent(),
      rowOf({ state: 'unknown', command: commandOf('u') }),
      rowOf({ command: { ...human, commandId: 'p' } }),
      rowOf({ command: commandOf('n', { generation: 4 }) }),
    ];
    expect(onFence([stored, sent, unknown, person, newer], 4)).toEqual({
      cancel: [stored.command.commandId],
      inFlight: [sent.command.commandId, unknown.command.commandId],
    });
  });
});

it('D15: calls a scanned message old after a quarter of an hour', () => {
  expect([isOld(NOW, NOW + 900_000), isOld(NOW, NOW + 900_001)]).toEqual([false, true]);
});

it('refuses to send by a clock that is more than five minutes off, either way', () => {
  expect([300_000, -300_000, 300_001, -300_001].map(isSkewed)).toEqual([false, false, true, true]);
});

it('C6: an automatic command waits after the owner wrote, for the next fence or ten seconds; what a person typed does not', () => {
  const reply = commandOf('reply');
  expect(ownerHoldMs(reply, null, null, 500)).toBe(0);
  expect(ownerHoldMs(reply, 0, null, 500)).toBe(9_500);
  expect(ownerHoldMs(reply, 0, null, 10_000)).toBe(0);
  expect(ownerHoldMs(reply, 100, 99, 500)).toBe(9_600);
  expect(ownerHoldMs(reply, 100, 100, 500)).toBe(0);
  expect(ownerHoldMs({ ...reply, class: 'human' }, 0, null, 500)).toBe(0);
});
