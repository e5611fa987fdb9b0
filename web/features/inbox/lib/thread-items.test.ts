import type { Message } from '@oconnector/protocol/model/message.ts';
import { describe, expect, it } from 'vitest';
import type { Pending } from './pending.ts';
import { firstUnreadSeq, threadItems } from './thread-items.ts';

const MINUTE = 60_000;
const dayKey = (at: number): string => String(Math.floor(at / 86_400_000));

const inbound = (seq: number, at: number): Message => ({
  seq,
  at,
  direction: 'in',
  waId: `w${seq}`,
  author: { kind: 'contact' },
  content: { type: 'text', text: 'oi' },
  sentAt: at,
  late: false,
  old: false,
});
const mine = (seq: number, at: number, clientId: string): Message => ({
  seq,
  at,
  direction: 'out',
  commandId: `command-${clientId}`,
  clientId,
  waId: null,
  author: { kind: 'human', userId: 'usr_a', name: 'Ana' },
  content: { type: 'text', text: 'oi' },
  status: 'queued',
  statusReason: null,
  statusAt: {},
  turnId: null,
  citations: [],
});
const pending = (clientId: string, at: number): Pending => ({
  clientId,
  contactId: 'con_a',
  attachment: null,
  text: 'oi',
  at,
  state: 'sending',
});

const build = (messages: Message[], waiting: Pending[] = [], unread: { seq: number; count: number } | null = null) =>
  threadItems({ messages, pending: waiting, userId: 'usr_a', unread, dayKey });

describe('the lines of a thread', () => {
  it('group what one author writes within two minutes', () => {
    const items = build([inbound(1, 0), inbound(2, MINUTE), inbound(3, 4 * MINUTE), mine(4, 4 * MINUTE, 'c4')]);
    expect(items.map((item) => (item.kind === 'notice' ? null : item.head))).toEqual([true, false, true, true]);
  });

  it('say the day once', () => {
    const items = build([inbound(1, 0), inbound(2, MINUTE), inbound(3, 86_400_000)]);
    expect(items.map((item) => item.day)).toEqual([0, null, 86_400_000]);
  });

  it('keep the element when the optimistic bubble becomes the message', () => {
    const before = build([inbound(1, 0)], [pending('c2', MINUTE)]);
    const both = build([inbound(1, 0), mine(2, MINUTE, 'c2')], [pending('c2', MINUTE)]);
    expect(before.map((item) => item.key)).toEqual(['seq:1', 'c2']);
    expect(both.map((item) => [item.kind, item.key])).toEqual([
      ['message', 'seq:1'],
      ['message', 'c2'],
    ]);
  });

  it('keep their keys when older ones join', () => {
    const later = [inbound(5, MINUTE), inbound(6, 2 * MINUTE)];
    const keys = build(later).map((item) => item.key);
    expect(
      build([inbound(4, 0), ...later])
        .map((item) => item.key)
        .slice(1),
    ).toEqual(keys);
  });

  it('M5 say once how many lines went back to another contact, on no day, after a merge and its undo, twice', () => {
    const notice = (seq: number, at: number, event: 'merged' | 'moved_back' | 'unmerged'): Message => ({
      seq,
      at,
      direction: 'notice',
      notice: event === 'moved_back' ? { event } : { event, contactId: 'con_x' },
    });
    const day = 86_400_000;
    const once = (from: number, sentAt: number, at: number) => [
      notice(from, at, 'merged'),
      ...[1, 2, 3].map((i) => notice(from + i, sentAt, 'moved_back')),
      notice(from + 4, at, 'unmerged'),
    ];
    const items = build([inbound(1, day), ...once(2, 5, day), ...once(7, 5, day), inbound(12, day)]);
    expect(
      items.map((item) => (item.kind === 'notice' ? [item.message.notice.event, item.count, item.day] : item.day)),
    ).toEqual([
      day,
      ['merged', 1, null],
      ['moved_back', 3, null],
      ['unmerged', 1, null],
      ['merged', 1, null],
      ['moved_back', 3, null],
      ['unmerged', 1, null],
      null,
    ]);
    const keys = build(once(2, 5, day).slice(3)).map(({ key }) => key);
    expect(build(once(2, 5, day).slice(1)).map(({ key }) => key)).toEqual(keys);
  });

  it('mark where reading begins', () => {
    const messages = [inbound(1, 0), mine(2, 1, 'c2'), inbound(3, 2), mine(4, 3, 'c4'), inbound(5, 4)];
    expect(firstUnreadSeq(messages, 2)).toBe(3);
    expect(firstUnreadSeq(messages, 0)).toBeNull();
    expect(firstUnreadSeq(messages, 99)).toBe(1);
    expect(build(messages, [], { seq: 3, count: 2 }).map((item) => item.unread)).toEqual([null, null, 2, null, null]);
  });
});
