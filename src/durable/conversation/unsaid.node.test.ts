import { expect, it } from 'vitest';
import type { ConversationEvent, ConversationEvents } from './events.ts';
import { replay } from './evolve.ts';
import { defaultSettings } from './context.ts';
import { planTurn } from './turn.ts';

type Kind = keyof ConversationEvents;
type Told = { [K in Kind]: [K, ConversationEvents[K]] }[Kind];

/** A log of these events, one a second. */
const logOf = (...told: Told[]): ConversationEvent[] =>
  told.map(
    ([kind, data], i) =>
      ({ seq: i + 1, at: (i + 1) * 1_000, kind, correlation: null, data }) as unknown as ConversationEvent,
  );

const message = (seq: number): Told => [
  'message.received',
  { seq, numberId: 'num_a', fromMe: false, late: false, old: false },
];
const turn = (turnId: string, seq: number): Told => [
  'turn.started',
  {
    turnId,
    generation: 1,
    spans: [{ first: seq, last: seq }],
    lastInSeq: seq,
    attempt: 1,
    loose: false,
    covers: [seq],
    messages: 1,
  },
];

const before: Told[] = [
  ['conversation.opened', { numberId: 'num_a' }],
  message(1),
  turn('T1', 1),
  [
    'command.queued',
    {
      commandId: 'C1',
      seq: 2,
      class: 'reply',
      generation: 1,
      turnId: 'T1',
      part: 0,
      notAfter: null,
      numberId: 'num_a',
    },
  ],
  ['turn.replied', { turnId: 'T1', outcome: 'answered', handoff: false, coveredSeq: 1, bubbles: 1, ms: 1 }],
  message(3),
  turn('T2', 3),
];

it('T7: what a reply never said waits again, and a turn that thinks meanwhile does not count for it', () => {
  const state = replay(
    logOf(
      ...before,
      ['command.expired', { commandId: 'C1', from: 'dispatched', seq: 2 }],
      ['turn.unsaid', { turnId: 'T1' }],
    ),
  );
  expect(state?.pending?.spans).toEqual([
    { first: 1, last: 1 },
    { first: 3, last: 3 },
  ]);
  expect(state?.turn).toBeNull();
  const settings = { ...defaultSettings, debounceQuietMs: 0, debounceMaxMs: 0, hearMs: 20 };
  const next = state && planTurn('con_a', state, settings, 1_000_000);
  expect(next).toMatchObject({ spans: state?.pending?.spans, attempt: 2 });
});
