import { describe, expect, it } from 'vitest';
import { defaultSettings } from './context.ts';
import { deadlinesOf } from './deadlines.ts';
import { expiredCommands, fencedCommands, nextToDispatch } from './delivery-status.ts';
import { newState, type ConversationState, type OpenCommand, type Pending, type RunningTurn } from './state.ts';
import { afterFailure, judgeThought, planTurn, replyAt, turnDueAt } from './turn.ts';
import { whyOf } from './why.ts';

const settings = { ...defaultSettings, debounceQuietMs: 4, debounceMaxMs: 15 };
const pending = (more: Partial<Pending> = {}): Pending => ({
  spans: [{ first: 1, last: 2 }],
  firstAt: 100,
  lastAt: 105,
  count: 2,
  attempts: 0,
  stale: 0,
  failures: 0,
  lost: 0,
  unsaid: 0,
  ...more,
});
const state = (more: Partial<ConversationState> = {}): ConversationState => ({
  ...newState('num_a', 0),
  lastInSeq: 2,
  pending: pending(),
  ...more,
});
const control = (kind: 'bot' | 'human' | 'paused', generation = 1): ConversationState['control'] => ({
  ...newState('num_a', 0).control,
  generation,
  holder:
    kind === 'bot'
      ? { kind }
      : kind === 'human'
        ? { kind, userId: 'usr_a', name: 'Ana', via: 'dashboard' }
        : { kind, reason: 'bot_failed' },
});
const turn = (more: Partial<RunningTurn> = {}): RunningTurn => ({
  turnId: 'con_a:2:1:1',
  generation: 1,
  spans: [{ first: 1, last: 2 }],
  lastInSeq: 2,
  attempt: 1,
  loose: false,
  startedAt: 110,
  ...more,
});
const command = (more: Partial<OpenCommand> = {}): OpenCommand => ({
  seq: 1,
  class: 'reply',
  generation: 1,
  turnId: 't',
  notAfter: null,
  status: 'queued',
  askedAt: null,
  ...more,
});

describe('when a turn is due', () => {
  it.each([
    ['quiet after the last message', { firstAt: 100, lastAt: 105 }, 109],
    ['long after the first', { firstAt: 100, lastAt: 114 }, 115],
    ['a single message', { firstAt: 100, lastAt: 100 }, 104],
  ])('%s', (_name, more, due) => {
    expect(replyAt(pending(more), settings)).toBe(due);
  });

  it.each([
    ['the bot has control', state(), 109],
    ['a person has it', state({ control: control('human') }), null],
    ['nobody has it', state({ control: control('paused') }), null],
    ['nothing is asked', state({ pending: null }), null],
    ['a turn thinks already', state({ turn: turn() }), null],
    ['it failed just now', state({ retry: { at: 500, error: 'timeout' } }), 500],
  ])('%s', (_name, before, due) => {
    expect(turnDueAt(before, settings)).toBe(due);
  });

  it('is not begun before', () => {
    expect(planTurn('con_a', state(), settings, 108)).toBeNull();
    expect(planTurn('con_a', state({ pending: pending({ attempts: 2, stale: 2 }) }), settings, 109)).toEqual(
      turn({ turnId: 'con_a:2:1:3', attempt: 3, loose: true, startedAt: 109, endsAt: 40_109 }),
    );
  });
});

describe('the fence', () => {
  const thinking = turn();
  it.each([
    ['nothing changed', state({ turn: thinking }), thinking, { ok: true }],
    [
      'control changed',
      state({ turn: thinking, control: control('human', 2) }),
      thinking,
      { ok: false, why: 'generation' },
    ],
    [
      'control went and came back',
      state({ turn: null, control: control('bot', 3) }),
      thinking,
      { ok: false, why: 'generation' },
    ],
    ['something new was asked', state({ turn: thinking, lastInSeq: 3 }), thinking, { ok: false, why: 'newer_inbound' }],
    [
      'something new was asked, third attempt',
      state({ turn: turn({ loose: true }), lastInSeq: 3 }),
      turn({ loose: true }),
      { ok: true },
    ],
    [
      'third attempt, control changed',
      state({ turn: turn({ loose: true }), control: control('bot', 2) }),
      turn({ loose: true }),
      { ok: false, why: 'generation' },
    ],
    [
      'another attempt thinks',
      state({ turn: turn({ turnId: 'con_a:2:1:2' }) }),
      thinking,
      { ok: false, why: 'superseded' },
    ],
    ['it was answered', state({ turn: null }), thinking, { ok: false, why: 'superseded' }],
  ])('when %s', (_name, now, thought, verdict) => {
    expect(judgeThought(now, thought)).toEqual(verdict);
  });

  it.each([
    ['first failure', pending(), 'assistant_error', { retryAt: 3_000 }],
    ['second failure', pending({ failures: 1 }), 'timeout', { giveUp: true }],
    ['first death', pending({ failures: 1 }), 'lost', { retryAt: 1_000 }],
    ['fifth death', pending({ lost: 4 }), 'lost', { giveUp: true }],
    ['first failure, late', pending({ triedAt: -27_000 }), 'timeout', { retryAt: 3_000 }],
    ['first failure, with too little time for another', pending({ triedAt: -27_001 }), 'timeout', { giveUp: true }],
    [
      'first failure, too late for the contact',
      pending({ lastAt: -41_001, triedAt: -20_000 }),
      'timeout',
      { giveUp: true },
    ],
    ['first death, however late', pending({ triedAt: -300_000 }), 'lost', { retryAt: 1_000 }],
  ] as const)('T20 after the %s', (_name, before, error, next) => {
    expect(afterFailure(state({ pending: before }), error, defaultSettings, 1_000)).toEqual(next);
  });

  it.each([
    ['has its own time', pending({ lastAt: 100_000 }), 104_000, 144_000],
    ['that waited for a voice note has what is left of the minute', pending({ lastAt: 100_000 }), 120_000, 154_000],
    ['shares its time with the one before', pending({ lastAt: 100_000, triedAt: 104_000 }), 130_000, 144_000],
    ['is never too short to try', pending({ lastAt: 100_000, triedAt: 104_000 }), 143_000, 153_000],
    ['that nobody could begin in time has its own time all the same', pending({ lastAt: 100_000 }), 900_000, 940_000],
  ] as const)('T20 a turn %s', (_name, before, now, endsAt) => {
    expect(planTurn('con_a', state({ pending: before }), defaultSettings, now)?.endsAt).toBe(endsAt);
  });
});

describe('commands', () => {
  it('go one at a time, oldest first', () => {
    expect(nextToDispatch(state({ open: { b: command({ seq: 9 }), a: command({ seq: 7 }) } }))).toBe('a');
    expect(
      nextToDispatch(state({ open: { b: command({ seq: 9 }), a: command({ seq: 7, status: 'dispatched' }) } })),
    ).toBeNull();
    expect(nextToDispatch(state())).toBeNull();
  });

  it('of the bot are stopped by a newer generation while they have not left; those of people never', () => {
    const open = {
      old: command(),
      gone: command({ status: 'dispatched' }),
      notice: command({ class: 'notice', generation: 2 }),
      human: command({ class: 'human' }),
    };
    expect(fencedCommands(state({ open, control: control('human', 2) }))).toEqual(['old']);
  });

  it('expire only before they are handed over', () => {
    const open = {
      late: command({ notAfter: 10 }),
      gone: command({ notAfter: 10, status: 'dispatched' }),
      early: command({ notAfter: 11 }),
      human: command(),
    };
    expect(expiredCommands(state({ open }), 10)).toEqual(['late']);
  });
});

describe('deadlines', () => {
  it('follow from the state', () => {
    const open = {
      a: command({ status: 'dispatched', askedAt: 1_000, notAfter: 5 }),
      b: command({ notAfter: 900_000 }),
      c: command({ notAfter: 800_000 }),
    };
    expect(deadlinesOf(state({ open, control: { ...control('human'), releaseAt: 77 } }), settings)).toEqual({
      debounce: null,
      turn: null,
      release: 77,
      report: 61_000,
      expiry: 800_000,
      look: null,
      fade: null,
      summary: null,
      followUp: null,
      ignored: null,
    });
    expect(deadlinesOf(state({ turn: turn() }), settings)).toEqual({
      debounce: null,
      turn: 45_110,
      release: null,
      report: null,
      expiry: null,
      look: null,
      fade: null,
      summary: null,
      followUp: null,
      ignored: null,
    });
    expect(deadlinesOf(null, settings)).toEqual({
      debounce: null,
      turn: null,
      release: null,
      report: null,
      expiry: null,
      look: null,
      fade: null,
      summary: null,
      followUp: null,
      ignored: null,
    });
  });
});

describe('why', () => {
  const online = { link: 'online', since: 1 } as const;
  const offline = { link: 'offline', since: 1 } as const;
  it.each([
    ['nothing happened', null, null, { because: 'nothing_to_answer' }],
    ['nobody asked', state({ pending: null }), null, { because: 'nothing_to_answer' }],
    [
      'a person has control',
      state({ control: { ...control('human'), releaseAt: 9 }, turn: null }),
      null,
      { because: 'human', name: 'Ana', via: 'dashboard', until: 9 },
    ],
    ['it is paused', state({ control: control('paused') }), null, { because: 'paused', reason: 'bot_failed' }],
    ['it thinks', state({ turn: turn() }), null, { because: 'thinking', since: 110, attempt: 1 }],
    [
      'it failed',
      state({ retry: { at: 500, error: 'timeout' } }),
      null,
      { because: 'retry', until: 500, error: 'timeout' },
    ],
    ['it waits for the contact', state(), null, { because: 'debounce', until: 109, messages: 2 }],
    [
      'the number is offline',
      state({ pending: null, open: { a: command() } }),
      offline,
      { because: 'number_offline', since: 1, commands: 1 },
    ],
    [
      'it is on its way',
      state({ pending: null, lastAt: 50, open: { a: command({ askedAt: 40 }) } }),
      online,
      { because: 'delivering', since: 40, commands: 1 },
    ],
    [
      'the link cannot be asked',
      state({ pending: null, lastAt: 50, open: { a: command() } }),
      null,
      { because: 'delivering', since: 50, commands: 1 },
    ],
    ['an outcome is unknown', state({ pending: null, unknown: 2 }), null, { because: 'unknown_outcome', commands: 2 }],
    ['all is answered', state({ pending: null, answeredAt: 70 }), null, { because: 'answered', at: 70 }],
  ] as const)('when %s', (_name, now, link, expected) => {
    expect(whyOf(now, settings, link)).toEqual(expected);
  });
});
