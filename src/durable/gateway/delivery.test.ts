import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choosePush,
  firstMissing,
  hold,
  isExpired,
  isFenced,
  isHeld,
  isPoison,
  NOTHING_HELD,
  type PendingHead,
} from './delivery.ts';

describe('what is held', () => {
  it('is contiguous up to h, with ranges above', () => {
    expect(hold(NOTHING_HELD, [1, 2, 4, 5, 9])).toEqual({
      h: 2,
      ranges: [
        [4, 5],
        [9, 9],
      ],
    });
    expect(
      hold(
        {
          h: 2,
          ranges: [
            [4, 5],
            [9, 9],
          ],
        },
        [3, 8],
      ),
    ).toEqual({ h: 5, ranges: [[8, 9]] });
  });

  it('is a set of numbers, whatever the order and however often they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 })),
        fc.array(fc.integer({ min: 1, max: 60 })),
        (first, second) => {
          const held = hold(hold(NOTHING_HELD, first), second);
          const set = new Set([...first, ...second]);
          for (let s = 1; s <= 61; s++) expect(isHeld(held, s)).toBe(set.has(s));
          held.ranges.forEach(([from, to], i) => {
            expect(from).toBeGreaterThan((held.ranges[i - 1]?.[1] ?? held.h) + 1);
            expect(to).toBeGreaterThanOrEqual(from);
          });
        },
      ),
    );
  });

  it('forgets only the highest of too many ranges', () => {
    const held = hold(
      NOTHING_HELD,
      Array.from({ length: 300 }, (_, i) => 10 + 2 * i),
    );
    expect(held.ranges).toHaveLength(256);
    expect(isHeld(held, 10)).toBe(true);
    expect(isHeld(held, 10 + 2 * 299)).toBe(false);
  });

  it('has a first missing number, which items under way push up', () => {
    expect(firstMissing({ h: 2, ranges: [[4, 5]] }, 0, new Set())).toBe(3);
    expect(firstMissing({ h: 2, ranges: [[4, 5]] }, 0, new Set([3, 6]))).toBe(7);
    expect(firstMissing(NOTHING_HELD, 5_000, new Set([5_001]))).toBe(5_002);
  });
});

const command = (commandId: string, more: Partial<PendingHead> = {}): PendingHead => ({
  commandId,
  contactId: 'con_a',
  class: 'reply',
  generation: 1,
  order: 1,
  notAfter: null,
  dSeq: null,
  pushes: 0,
  held: false,
  ...more,
});
const ids = (commands: PendingHead[]) => commands.map(({ commandId }) => commandId);

describe('what goes down now', () => {
  it('is one command per contact, in order', () => {
    expect(
      ids(
        choosePush([command('b', { order: 2 }), command('a', { order: 1 }), command('c', { contactId: 'con_b' })], []),
      ),
    ).toEqual(['a', 'c']);
  });

  it('is nothing for a contact with a command under way, also when the agent has stored that', () => {
    const underWay = [command('x', { dSeq: 1, held: true })];
    expect(ids(choosePush([command('a'), command('b', { contactId: 'con_b' })], underWay))).toEqual(['b']);
  });

  it('is what a person typed before what the bot wanted to say, in a contact and among contacts', () => {
    const waiting = [
      command('reply', { order: 1 }),
      command('human', { order: 2, class: 'human' }),
      command('other', { contactId: 'con_b' }),
      command('third', { contactId: 'con_c', class: 'human' }),
    ];
    expect(ids(choosePush(waiting, []))).toEqual(['human', 'third', 'other']);
  });

  it('keeps a notice and a human line in their order', () => {
    expect(
      ids(
        choosePush(
          [command('human', { order: 2, class: 'human' }), command('notice', { order: 1, class: 'notice' })],
          [],
        ),
      ),
    ).toEqual(['notice']);
  });

  it('is no more than the window has room for; what is stored takes no room', () => {
    const waiting = Array.from({ length: 40 }, (_, i) => command(`w${i}`, { contactId: `con_${i}` }));
    const underWay = [
      ...Array.from({ length: 10 }, (_, i) => command(`u${i}`, { contactId: `con_u${i}`, dSeq: i, held: false })),
      command('h', { contactId: 'con_h', dSeq: 99, held: true }),
    ];
    expect(choosePush(waiting, underWay)).toHaveLength(6);
    expect(choosePush(waiting, [])).toHaveLength(16);
  });
});

it('fences automatic commands below the generation, never what a person typed', () => {
  expect(isFenced(command('a', { generation: 3 }), 4)).toBe(true);
  expect(isFenced(command('a', { generation: 4, class: 'notice' }), 4)).toBe(false);
  expect(isFenced(command('a', { generation: 1, class: 'notice' }), 4)).toBe(true);
  expect(isFenced(command('a', { generation: 1, class: 'human' }), 4)).toBe(false);
});

it('lets a command live through the moment it names', () => {
  expect(isExpired({ notAfter: 5 }, 5)).toBe(false);
  expect(isExpired({ notAfter: 5 }, 6)).toBe(true);
  expect(isExpired({ notAfter: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
});

it('blames an item only for failures that span ten minutes in which others were stored, or a day', () => {
  const day = 24 * 3_600_000;
  expect(isPoison({ failures: 100, firstAt: 0, othersStored: true }, 599_999)).toBe(false);
  expect(isPoison({ failures: 5, firstAt: 0, othersStored: true }, 600_000)).toBe(true);
  expect(isPoison({ failures: 4, firstAt: 0, othersStored: true }, day)).toBe(false);
  expect(isPoison({ failures: 100, firstAt: 0, othersStored: false }, 600_000)).toBe(false);
  expect(isPoison({ failures: 100, firstAt: 0, othersStored: false }, day)).toBe(true);
});
