import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import { describe, expect, it } from 'vitest';
import { stagesOf } from './stages.ts';

const event = (
  seq: number,
  at: number,
  kind: string,
  correlation: string | null,
  data: Record<string, unknown> = {},
): ObjectEvent => ({ seq, at, kind, correlation, data });

const LOG = [
  event(1, 1_010, 'message.received', 'w1', { seq: 1 }),
  event(2, 1_010, 'debounce.armed', 'w1', { seq: 1 }),
  event(3, 1_410, 'turn.started', 't1', { turnId: 't1', spans: [{ first: 1, last: 2 }] }),
  event(4, 1_600, 'turn.replied', 't1', { turnId: 't1' }),
  event(5, 1_600, 'command.queued', 't1', { turnId: 't1', commandId: 'c1' }),
  event(6, 1_900, 'command.accepted', 'c1', { commandId: 'c1' }),
  event(7, 2_100, 'command.delivered', 'c1', { commandId: 'c1' }),
];

const states = (events: ObjectEvent[]) => stagesOf(events, 'w1', 1_000).map(({ state, ms }) => [state, ms]);

describe('the stages of a message', () => {
  it('are read out of the log, each with its own time, in whatever order the log comes', () => {
    const whole = [
      ['done', 10],
      ['done', 400],
      ['done', 190],
      ['done', 300],
      ['done', 200],
    ];
    expect(states(LOG)).toEqual(whole);
    expect(states(LOG.toReversed())).toEqual(whole);
  });

  it('show where it stands', () => {
    expect(states([])).toEqual([
      ['running', null],
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
    ]);
    expect(states(LOG.slice(0, 2)).map(([state]) => state)).toEqual([
      'done',
      'running',
      'waiting',
      'waiting',
      'waiting',
    ]);
    expect(states(LOG.slice(0, 5)).map(([state]) => state)).toEqual(['done', 'done', 'done', 'running', 'waiting']);
  });

  it('count the wait of every message of a burst, though only the first began it', () => {
    const burst = [...LOG, event(8, 1_300, 'message.received', 'w2', { seq: 2 })];
    expect(stagesOf(burst, 'w2', 1_290)[1]).toMatchObject({ state: 'done', ms: 110 });
  });

  it('tell what failed', () => {
    expect(
      states([...LOG.slice(0, 5), event(6, 1_900, 'command.failed', 'c1', { commandId: 'c1' })]).map(
        ([state]) => state,
      ),
    ).toEqual(['done', 'done', 'done', 'failed', 'waiting']);
    expect(states([...LOG.slice(0, 3), event(4, 1_500, 'turn.failed', 't1', { turnId: 't1' })])[2]?.[0]).toBe('failed');
  });

  it('are those of the turn that answered, when one was thrown away', () => {
    const again = [
      event(8, 1_700, 'turn.started', 't2', { turnId: 't2', spans: [{ first: 1, last: 3 }] }),
      event(9, 1_800, 'turn.replied', 't2', { turnId: 't2' }),
    ];
    expect(stagesOf([...LOG.slice(0, 3), ...again], 'w1', 1_000)[2]).toMatchObject({ state: 'done', ms: 100 });
  });

  it('of a message to a person end with its arrival', () => {
    expect(states([event(1, 1_010, 'message.received', 'w1', { seq: 1 })]).map(([state]) => state)).toEqual([
      'done',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ]);
  });
});
