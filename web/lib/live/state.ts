import type { ConversationsResponse, InboxView, MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import type { LiveEvent } from '@oconnector/protocol/live/events.ts';
import { viewsOf } from '@oconnector/protocol/model/inbox-view.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';

/** The part of a thread that the browser holds: without holes, ascending by seq. `stale`: newer lines may be missing. */
export type Thread = { messages: readonly Message[]; hasMoreBefore: boolean; stale: boolean };

/** Where the live feed stands, and whether numbers of two moments may be compared. */
export type Cursor = { epoch: string; seq: number };

/** Everything that the feed keeps fresh. Changed only by the functions below, each of which returns a new state. */
export type LiveState = {
  cursor: Cursor | null;
  rows: Readonly<Record<string, ConversationRow>>;
  read: Readonly<Record<string, number>>;
  threads: Readonly<Record<string, Thread>>;
  numbers: Readonly<Record<string, NumberStatus>>;
  /** Contact id → until when it counts as typing. */
  typing: Readonly<Record<string, number>>;
  counts: Readonly<Record<InboxView, number>> | null;
  /** A row appeared whose former views are unknown: the counts must be asked for again. */
  countsStale: boolean;
  /** Grows when what was fetched before must be fetched again. */
  resets: number;
};

export const EMPTY: LiveState = {
  cursor: null,
  rows: {},
  read: {},
  threads: {},
  numbers: {},
  typing: {},
  counts: null,
  countsStale: false,
  resets: 0,
};

/** A contact who stopped sending "typing" without saying so is not typing for ever. */
export const TYPING_FOR_MS = 12_000;

const lastReached = (message: Message): number => {
  if (message.direction !== 'out') return 0;
  const { statusAt, settled, look } = message;
  return Math.max(0, ...Object.values(statusAt).map(Number), settled?.at ?? 0, look?.endedAt ?? look?.askedAt ?? 0);
};

/** Of two readings of one line, the one that knows more: a page may be older than an event that overtook it. */
const newer = (held: Message, came: Message): Message => (lastReached(held) > lastReached(came) ? held : came);

/** Puts lines into a thread by seq. Returns the same thread when nothing changed. */
const put = (messages: readonly Message[], came: readonly Message[]): readonly Message[] => {
  if (came.length === 0) return messages;
  const last = messages.at(-1);
  const [first] = came;
  if (first && last && came.length === 1 && first.seq === last.seq + 1) return [...messages, first];
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  for (const message of came) {
    const held = bySeq.get(message.seq);
    bySeq.set(message.seq, held ? newer(held, message) : message);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
};

const withMessage = (thread: Thread, message: Message): Thread => {
  const [first, last] = [thread.messages[0], thread.messages.at(-1)];
  if (first && message.seq < first.seq) return thread;
  if (last && message.seq > last.seq + 1) return { ...thread, stale: true };
  return { ...thread, messages: put(thread.messages, [message]) };
};

const recount = (
  counts: Readonly<Record<InboxView, number>>,
  before: ConversationRow,
  after: ConversationRow,
  userId: string,
): Readonly<Record<InboxView, number>> => {
  const [left, entered] = [viewsOf(before, userId), viewsOf(after, userId)];
  if (left.join() === entered.join()) return counts;
  const next = { ...counts };
  for (const view of left) next[view] = Math.max(0, next[view] - 1);
  for (const view of entered) next[view] += 1;
  return next;
};

/** Takes a row in unless a newer one is held. */
const withRow = (state: LiveState, row: ConversationRow, userId: string): LiveState => {
  const id = row.contact.contactId;
  const held = state.rows[id];
  if (held && held.version >= row.version) return state;
  const counted = held && state.counts ? { counts: recount(state.counts, held, row, userId) } : { countsStale: true };
  return { ...state, ...counted, rows: { ...state.rows, [id]: row } };
};

/** Applies one change, whatever its number. */
export const applyChange = (state: LiveState, event: LiveEvent, userId: string): LiveState => {
  switch (event.kind) {
    case 'conversation':
      return withRow(state, event.data, userId);
    case 'message': {
      const { contactId, message } = event.data;
      const thread = state.threads[contactId];
      const typing =
        message.direction === 'in' && contactId in state.typing ? { typing: without(state.typing, contactId) } : {};
      return thread
        ? { ...state, ...typing, threads: { ...state.threads, [contactId]: withMessage(thread, message) } }
        : { ...state, ...typing };
    }
    case 'number':
      return { ...state, numbers: { ...state.numbers, [event.data.numberId]: event.data } };
    case 'read':
      return event.data.userId === userId ? withRead(state, event.data.contactId, event.data.inboundCount) : state;
  }
};

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));

/** What was read stays read: a late smaller number changes nothing. */
export const withRead = (state: LiveState, contactId: string, inboundCount: number): LiveState =>
  (state.read[contactId] ?? -1) >= inboundCount
    ? state
    : { ...state, read: { ...state.read, [contactId]: inboundCount } };

/**
 * Applies numbered changes in order. What is not newer than the cursor is skipped; `gap` means that a number is missing,
 * and nothing after it was applied: resume the feed from the cursor.
 */
export const applyEvents = (
  state: LiveState,
  events: readonly LiveEvent[],
  userId: string,
): { state: LiveState; gap: boolean } => {
  let next = state;
  for (const event of events) {
    if (!next.cursor || event.seq <= next.cursor.seq) continue;
    if (event.seq > next.cursor.seq + 1) return { state: next, gap: true };
    next = applyChange(next, event, userId);
    next = { ...next, cursor: { epoch: next.cursor?.epoch ?? '', seq: event.seq } };
  }
  return { state: next, gap: false };
};

/** The feed cannot go on from the cursor: what is shown stays, marked stale, until it is fetched again. */
export const applyReset = (state: LiveState, cursor: Cursor): LiveState => ({
  ...state,
  cursor,
  resets: state.resets + 1,
  countsStale: true,
  typing: {},
  threads: Object.fromEntries(Object.entries(state.threads).map(([id, thread]) => [id, { ...thread, stale: true }])),
});

/** A page of the list. Its `live` starts the cursor when there is none yet; its counts hold only when nothing newer was applied. */
export const applyList = (state: LiveState, page: ConversationsResponse): LiveState => {
  let next = state;
  for (const { row, readInbound } of page.rows) {
    const id = row.contact.contactId;
    const held = next.rows[id];
    if (!held || held.version < row.version) next = { ...next, rows: { ...next.rows, [id]: row } };
    next = withRead(next, id, readInbound);
  }
  const cursor = next.cursor ?? { epoch: page.live.epoch, seq: page.live.head };
  if (cursor.epoch !== page.live.epoch || page.live.head < cursor.seq) {
    // An answer from before what the feed already told: its rows went in by version, its counts are behind.
    return { ...next, cursor, counts: next.counts ?? page.counts, countsStale: true };
  }
  return { ...next, cursor, counts: page.counts, countsStale: false };
};

/** The answer of a page of messages: the newest page, or one that ends where the held part begins. */
export const applyPage = (
  state: LiveState,
  contactId: string,
  page: MessagesResponse,
  which: 'newest' | 'older',
): LiveState => {
  const held = state.threads[contactId];
  const keep = (thread: Thread): LiveState => ({ ...state, threads: { ...state.threads, [contactId]: thread } });
  if (which === 'older') {
    return held
      ? keep({ ...held, messages: put(held.messages, page.messages), hasMoreBefore: page.hasMoreBefore })
      : state;
  }
  const [firstNew] = page.messages;
  const lastHeld = held?.messages.at(-1);
  const joins = held && (!firstNew || !lastHeld || firstNew.seq <= lastHeld.seq + 1);
  // A hole between what is held and the newest page would show as a false neighbourhood: the old part is let go.
  if (!joins) return keep({ messages: page.messages, hasMoreBefore: page.hasMoreBefore, stale: false });
  const covers = firstNew !== undefined && (held.messages[0]?.seq ?? Infinity) >= firstNew.seq;
  return keep({
    messages: put(held.messages, page.messages),
    hasMoreBefore: covers ? page.hasMoreBefore : held.hasMoreBefore,
    stale: false,
  });
};

/** A row that an answer of the API brought (takeover, release, detail). */
export const applyRow = withRow;

/** A message that an answer of the API brought (send). */
export const applyMessage = (state: LiveState, contactId: string, message: Message): LiveState => {
  const thread = state.threads[contactId];
  return thread ? { ...state, threads: { ...state.threads, [contactId]: withMessage(thread, message) } } : state;
};

/** A contact types, or stopped. */
export const applyTyping = (state: LiveState, contactId: string, on: boolean, now: number): LiveState =>
  on
    ? { ...state, typing: { ...state.typing, [contactId]: now + TYPING_FOR_MS } }
    : contactId in state.typing
      ? { ...state, typing: without(state.typing, contactId) }
      : state;
