import type { ObjectEvent, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { describe, expect, it } from 'vitest';
import { keyOf, listObjects } from './objects.ts';
import { groupEvents, isFailure, mergeEvents, toJsonl } from './timeline.ts';

const event = (seq: number, correlation: string | null, kind = 'turn.started'): ObjectEvent => ({
  seq,
  at: seq,
  kind,
  correlation,
  data: {},
});

describe('a timeline', () => {
  it('puts what belongs together under its newest event', () => {
    const groups = groupEvents([event(5, 'b'), event(4, null), event(3, 'a'), event(2, 'b'), event(1, null)]);
    expect(groups.map((group) => group.events.map(({ seq }) => seq))).toEqual([[5, 2], [4], [3], [1]]);
  });

  it('takes each event once', () => {
    expect(
      mergeEvents([event(2, null), event(1, null)], [event(3, null), event(2, null)]).map(({ seq }) => seq),
    ).toEqual([3, 2, 1]);
  });

  it('is downloaded oldest first, a line each', () => {
    expect(
      toJsonl([event(2, null), event(1, null)])
        .trimEnd()
        .split('\n')
        .map((line): unknown => (JSON.parse(line) as ObjectEvent).seq),
    ).toEqual([1, 2]);
  });

  it('knows what went wrong', () => {
    expect(
      ['turn.failed', 'turn.stale', 'command.unknown', 'command.expired'].every((kind) =>
        isFailure(event(1, null, kind)),
      ),
    ).toBe(true);
    expect(
      ['turn.replied', 'command.delivered', 'control.changed'].some((kind) => isFailure(event(1, null, kind))),
    ).toBe(false);
  });
});

describe('the objects', () => {
  const object = (name: string, more: Partial<ObjectSnapshot> = {}): ObjectSnapshot => ({
    class: 'Conversation',
    name,
    label: null,
    state: 'bot · idle',
    sockets: 0,
    outboxDepth: 0,
    oldestOutboxAt: null,
    nextTimerAt: null,
    lastEvent: null,
    errors: 0,
    at: 0,
    ...more,
  });
  const names = (objects: ObjectSnapshot[], query: Partial<Parameters<typeof listObjects>[1]> = {}): string[] =>
    listObjects(objects, { class: null, text: '', sort: 'worst', ...query }, 100_000).map(({ name }) => name);

  it('come worst first: errors, then what is stuck', () => {
    const objects = [
      object('well'),
      object('busy', { outboxDepth: 3, oldestOutboxAt: 99_000 }),
      object('stuck', { outboxDepth: 1, oldestOutboxAt: 1_000 }),
      object('sick', { errors: 1 }),
    ];
    expect(names(objects)).toEqual(['sick', 'stuck', 'busy', 'well']);
  });

  it('are found without accents', () => {
    expect(names([object('a', { label: 'Conceição' }), object('b', { label: 'Ana' })], { text: 'conceicao' })).toEqual([
      'a',
    ]);
    expect(names([object('a'), object('b', { class: 'Gateway' })], { class: 'Gateway' })).toEqual(['b']);
  });

  it('have the last part of the name as their key', () => {
    expect(keyOf({ name: 'v1:cli_demo:con_x' })).toBe('con_x');
    expect(keyOf({ name: 'v1:cli_demo' })).toBe('');
  });
});
