import type { LiveEvent } from '@oconnector/protocol/live/events.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import {
  applyEvents,
  applyList,
  applyPage,
  applyReset,
  applyTyping,
  EMPTY,
  type LiveState,
  withRead,
} from './state.ts';

const ME = 'usr_ana';

const row = (version: number, more: Partial<ConversationRow> = {}): ConversationRow => ({
  contact: { contactId: 'con_a', name: 'A', phone: null, aliases: [] },
  numberId: 'num_a',
  version,
  status: 'open',
  activity: 'idle',
  preview: null,
  lastSeq: version,
  lastAt: version,
  inboundCount: version,
  waitingSince: null,
  unsettled: 0,
  control: {
    holder: { kind: 'bot' },
    generation: 1,
    since: 0,
    releaseAt: null,
    fence: { confirmed: true, inFlight: 0 },
  },
  ...more,
});

const inbound = (seq: number): Message => ({
  seq,
  at: seq,
  direction: 'in',
  waId: `w${seq}`,
  author: { kind: 'contact' },
  content: { type: 'text', text: `m${seq}` },
  sentAt: seq,
  late: false,
  old: false,
});

const outbound = (seq: number, statusAt: OutboundMessage['statusAt']): OutboundMessage => ({
  seq,
  at: seq,
  direction: 'out',
  commandId: null,
  waId: null,
  author: { kind: 'bot' },
  content: { type: 'text', text: 'oi' },
  status: statusAt.read ? 'read' : 'queued',
  statusReason: null,
  statusAt,
  turnId: null,
  citations: [],
});

const counts = { mine: 0, unowned: 0, bot: 1, waiting: 0, all: 1, resolved: 0 };
const started: LiveState = { ...EMPTY, cursor: { epoch: 'e', seq: 10 }, rows: { con_a: row(1) }, counts };
const changed = (seq: number, version: number, more: Partial<ConversationRow> = {}): LiveEvent => ({
  seq,
  kind: 'conversation',
  data: row(version, more),
});
const said = (seq: number, message: Message): LiveEvent => ({
  seq,
  kind: 'message',
  data: { contactId: 'con_a', message },
});

describe('the feed', () => {
  it('is applied in order, and what is not newer than the cursor is skipped', () => {
    const { state, gap } = applyEvents(started, [changed(9, 99), changed(10, 98), changed(11, 2), changed(12, 3)], ME);
    expect(gap).toBe(false);
    expect(state.cursor?.seq).toBe(12);
    expect(state.rows['con_a']?.version).toBe(3);
  });

  it('stops at a gap and applies nothing after it', () => {
    const { state, gap } = applyEvents(started, [changed(11, 2), changed(13, 4)], ME);
    expect(gap).toBe(true);
    expect(state.cursor?.seq).toBe(11);
    expect(state.rows['con_a']?.version).toBe(2);
  });

  it('never puts an older row over a newer one', () => {
    const { state } = applyEvents(started, [changed(11, 5), changed(12, 4, { lastAt: 1 })], ME);
    expect(state.rows['con_a']?.version).toBe(5);
    expect(state.cursor?.seq).toBe(12);
  });

  it('gives the same state whether the same events come once or twice', () => {
    const events = [changed(11, 2), said(12, inbound(1))];
    const held = applyPage(started, 'con_a', { messages: [], hasMoreBefore: false, hasMoreAfter: false }, 'newest');
    const once = applyEvents(held, events, ME).state;
    expect(applyEvents(once, events, ME).state).toEqual(once);
  });

  it('keeps what is shown over a reset, but stale', () => {
    const held = applyPage(
      started,
      'con_a',
      { messages: [inbound(1)], hasMoreBefore: false, hasMoreAfter: false },
      'newest',
    );
    const reset = applyReset(held, { epoch: 'f', seq: 40 });
    expect(reset.cursor).toEqual({ epoch: 'f', seq: 40 });
    expect(reset.rows).toBe(held.rows);
    expect(reset.threads['con_a']).toMatchObject({ stale: true, messages: [inbound(1)] });
    expect(reset.resets).toBe(held.resets + 1);
  });

  it('hears the own reads alone, and never unreads', () => {
    const read = (seq: number, userId: string, inboundCount: number): LiveEvent => ({
      seq,
      kind: 'read',
      data: { userId, contactId: 'con_a', inboundCount },
    });
    const { state } = applyEvents(started, [read(11, ME, 4), read(12, 'usr_bia', 9), read(13, ME, 2)], ME);
    expect(state.read['con_a']).toBe(4);
    expect(withRead(state, 'con_a', 3)).toBe(state);
  });
});

describe('counts', () => {
  it('follow a row from view to view', () => {
    const mine = {
      control: {
        ...row(1).control,
        generation: 2,
        holder: { kind: 'human' as const, userId: ME, name: 'Ana', via: 'dashboard' as const },
      },
    };
    const { state } = applyEvents(started, [changed(11, 2, mine), changed(12, 3, { status: 'resolved' })], ME);
    expect(state.counts).toEqual({ ...counts, bot: 0, resolved: 1 });
    expect(state.countsStale).toBe(false);
  });

  it('are asked for again when an unknown row appears', () => {
    const { state } = applyEvents({ ...started, rows: {} }, [changed(11, 2)], ME);
    expect(state.countsStale).toBe(true);
  });

  it('of an answer that the feed has overtaken are not believed', () => {
    const page = {
      rows: [{ row: row(1), readInbound: 0 }],
      counts: { ...counts, bot: 7 },
      nextCursor: null,
      live: { epoch: 'e', head: 9 },
    };
    const state = applyList(started, page);
    expect(state.counts).toBe(counts);
    expect(state.countsStale).toBe(true);
    expect(applyList(EMPTY, page)).toMatchObject({
      cursor: { epoch: 'e', seq: 9 },
      counts: { bot: 7 },
      countsStale: false,
    });
  });
});

describe('a thread', () => {
  const page = (from: number, to: number, hasMoreBefore: boolean) => ({
    messages: Array.from({ length: to - from + 1 }, (_, n) => inbound(from + n)),
    hasMoreBefore,
    hasMoreAfter: false,
  });
  const seqs = (state: LiveState): number[] => state.threads['con_a']?.messages.map((message) => message.seq) ?? [];

  it('grows at its end by the feed and at its head by older pages', () => {
    let state = applyPage(started, 'con_a', page(3, 4, true), 'newest');
    state = applyEvents(state, [said(11, inbound(5))], ME).state;
    state = applyPage(state, 'con_a', page(1, 2, false), 'older');
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5]);
    expect(state.threads['con_a']).toMatchObject({ hasMoreBefore: false, stale: false });
  });

  it('with a hole is stale, and shows no false neighbours', () => {
    let state = applyPage(started, 'con_a', page(1, 2, false), 'newest');
    state = applyEvents(state, [said(11, inbound(9))], ME).state;
    expect(seqs(state)).toEqual([1, 2]);
    expect(state.threads['con_a']?.stale).toBe(true);
    state = applyPage(state, 'con_a', page(7, 9, true), 'newest');
    expect(seqs(state)).toEqual([7, 8, 9]);
    expect(state.threads['con_a']).toMatchObject({ stale: false, hasMoreBefore: true });
  });

  it('keeps its older part when the newest page joins it', () => {
    let state = applyPage(started, 'con_a', page(1, 5, false), 'newest');
    state = applyPage(state, 'con_a', page(4, 8, true), 'newest');
    expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(state.threads['con_a']?.hasMoreBefore).toBe(false);
  });

  it('keeps a status that overtook the page it comes in', () => {
    let state = applyPage(
      started,
      'con_a',
      { messages: [outbound(1, { queued: 1 })], hasMoreBefore: false, hasMoreAfter: false },
      'newest',
    );
    state = applyEvents(state, [said(11, outbound(1, { queued: 1, read: 9 }))], ME).state;
    state = applyPage(
      state,
      'con_a',
      { messages: [outbound(1, { queued: 1 })], hasMoreBefore: false, hasMoreAfter: false },
      'newest',
    );
    expect(state.threads['con_a']?.messages[0]).toMatchObject({ status: 'read' });
  });

  it('keeps what a person decided about a message when an older page comes late', () => {
    const lost = { ...outbound(1, { unknown: 5 }), status: 'unknown' as const };
    const settled = { ...lost, settled: { how: 'dropped' as const, by: 'Ana', at: 9, as: null } };
    const page = (message: OutboundMessage) => ({ messages: [message], hasMoreBefore: false, hasMoreAfter: false });
    let state = applyPage(started, 'con_a', page({ ...lost, look: { askedAt: 7, endedAt: null } }), 'newest');
    state = applyEvents(state, [said(11, settled)], ME).state;
    for (const late of [lost, { ...lost, look: { askedAt: 7, endedAt: 8 } }])
      state = applyPage(state, 'con_a', page(late), 'newest');
    expect(state.threads['con_a']?.messages[0]).toMatchObject({ settled: { how: 'dropped' } });
  });

  it('that nobody opened is not filled by the feed', () => {
    expect(applyEvents(started, [said(11, inbound(1))], ME).state.threads).toEqual({});
  });
});

describe('typing', () => {
  it('ends by itself, by word, or by what was typed', () => {
    const typing = applyTyping(started, 'con_a', true, 1_000);
    expect(typing.typing['con_a']).toBeGreaterThan(1_000);
    expect(applyTyping(typing, 'con_a', false, 2_000).typing).toEqual({});
    expect(applyEvents(typing, [said(11, inbound(1))], ME).state.typing).toEqual({});
  });
});

describe('reconnecting', () => {
  it('waits from half a second to fifteen, spread over the upper half', () => {
    expect(backoffMs(0, 0)).toBe(250);
    expect(backoffMs(0, 1)).toBe(500);
    expect(backoffMs(20, 1)).toBe(15_000);
    expect(backoffMs(20, 0)).toBe(7_500);
  });
});
