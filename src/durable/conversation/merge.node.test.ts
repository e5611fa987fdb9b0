import { describe, expect, it } from 'vitest';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import { handOver } from './control.ts';
import { inheritedHolder, unsettledSpans } from './merge.ts';
import { newState, type ConversationState, type Pending } from './state.ts';

const BOT: Holder = { kind: 'bot' };
const ANA: Holder = { kind: 'human', userId: 'usr_ana', name: 'Ana', via: 'dashboard' };
const OWNER: Holder = { kind: 'human', userId: null, name: 'Celular', via: 'phone' };
const paused = (reason: Extract<Holder, { kind: 'paused' }>['reason']): Holder => ({ kind: 'paused', reason });

const state = (holder: Holder, optedOut = false): ConversationState => {
  const blank = newState('num_loja', 0);
  return {
    ...blank,
    control: handOver(blank.control, holder, 1, null),
    optedOut: optedOut ? { seq: 1, at: 1 } : null,
  };
};

describe('who has control where two conversations go on as one', () => {
  it.each<[string, Holder, Holder, boolean, Holder | null]>([
    ['the bot, when it has both', BOT, BOT, false, null],
    ['the person who has this one', ANA, BOT, false, null],
    ['the person who has the other one', BOT, ANA, false, ANA],
    ['the owner on the phone', BOT, OWNER, false, OWNER],
    ['of two persons the one who has this one', ANA, OWNER, false, null],
    ['a person, also before who opted out under the other name', ANA, paused('opted_out'), true, null],
    ['nobody, when the contact opted out under the other name', BOT, paused('opted_out'), true, paused('opted_out')],
    ['nobody, where it is closed here and they opted out there', paused('resolved'), BOT, true, paused('opted_out')],
    ['whoever was promised under the other name', BOT, paused('asked_for_human'), false, paused('asked_for_human')],
    [
      'whoever was promised there, where it is closed here',
      paused('resolved'),
      paused('bot_failed'),
      false,
      paused('bot_failed'),
    ],
    ['whoever was promised here', paused('asked_for_human'), BOT, false, null],
    ['nobody new, when the other one is closed', BOT, paused('resolved'), false, null],
  ])('C11 %s', (_who, mine, theirs, optedOut, expected) => {
    expect(inheritedHolder(state(mine), { holder: theirs, optedOut })).toEqual(expected);
  });

  it('C11 who opted out here stays so, whoever is the other one', () => {
    expect(inheritedHolder(state(paused('opted_out'), true), { holder: BOT, optedOut: false })).toBeNull();
    expect(inheritedHolder(state(paused('opted_out'), true), { holder: ANA, optedOut: false })).toEqual(ANA);
  });
});

it('M3 unsettled is what waits and what a reply on its way answers, not what was answered', () => {
  const pending = (first: number, last: number): Pending => ({
    spans: [{ first, last }],
    firstAt: 0,
    lastAt: 0,
    count: 1,
    attempts: 1,
    stale: 0,
    failures: 0,
    lost: 0,
    unsaid: 0,
  });
  const command = {
    seq: 9,
    class: 'reply',
    generation: 1,
    turnId: 'open',
    notAfter: null,
    status: 'dispatched',
    askedAt: 1,
  };
  const one: ConversationState = {
    ...state(BOT),
    pending: pending(7, 8),
    replies: { open: pending(4, 5), done: pending(1, 2) },
    open: { c: command as ConversationState['open'][string] },
  };
  expect(unsettledSpans(one)).toEqual([
    { first: 4, last: 5 },
    { first: 7, last: 8 },
  ]);
});
