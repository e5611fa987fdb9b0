import { answered, burstWithout, extend, triedAnew, untried } from './burst-fold.ts';
import type { EventData } from './events.ts';
import { HEARD } from './follow-up-fold.ts';
import { includes } from './span.ts';
import type { ConversationState } from './state.ts';
import { without } from './without.ts';

/** Messages of the thread in the fold of the log: what came, was changed, was taken back, was brought by a merge. */

export const added = (state: ConversationState, seq: number, at: number): ConversationState => ({
  ...state,
  lastSeq: seq,
  lastAt: at,
  previewSeq: seq,
});

/** Whether an old message, written then, is newer than all that was said here. */
const isNews = (state: Pick<ConversationState, 'spokenAt'>, writtenAt: number): boolean => writtenAt >= state.spokenAt;

export const received = (
  state: ConversationState,
  data: EventData<'message.received'>,
  at: number,
): ConversationState => {
  const numbers = state.numbers.includes(data.numberId) ? state.numbers : [...state.numbers, data.numberId];
  const inboundCount = state.inboundCount + (data.fromMe ? 0 : 1);
  const spokenAt = data.old ? Math.min(data.sentAt ?? 0, at) : at;
  if (data.old && !isNews(state, spokenAt)) {
    // History is stored silently: it moves nothing that a list sorts or shows.
    return { ...state, numbers, inboundCount, lastSeq: data.seq };
  }
  const lastAt = state.lastSeq === 0 ? spokenAt : Math.max(state.lastAt, spokenAt);
  const next = {
    ...state,
    lastSeq: data.seq,
    previewSeq: data.seq,
    lastAt,
    spokenAt,
    numbers,
    inboundCount,
    ...HEARD,
  };
  if (data.fromMe) return { ...next, ...answered, answeredAt: spokenAt };
  if (state.group) return { ...next, numberId: data.numberId };
  const { voice } = data;
  // Too late for the bot; a person must see that somebody waits.
  if (data.old) return { ...next, numberId: data.numberId, waitingSince: state.waitingSince ?? spokenAt };
  return {
    ...next,
    numberId: data.numberId,
    ...(voice !== undefined && { hearing: { ...state.hearing, [voice]: { seq: data.seq, at } } }),
    lastInSeq: data.seq,
    pending: { ...triedAnew(state.pending ?? untried), ...extend(state.pending, data.seq, state.lastInSeq, at) },
    newer: state.turn && extend(state.newer, data.seq, state.lastInSeq, at),
    waitingSince: state.waitingSince ?? at,
  };
};

/** What a turn thinks about is not what is said any more: it thinks again. */
export const rethink = (state: ConversationState, seq: number): ConversationState =>
  state.turn !== null && includes(state.turn.spans, seq) ? { ...state, turn: null, newer: null } : state;

/** A summary that tells of words which are not said any more is made anew. */
export const forgetting = (state: ConversationState, seq: number): ConversationState =>
  seq <= state.summarised ? { ...state, summarised: 0 } : state;

/** A line of another contact's thread that turned out to be this one's: history, which may be the newest there is. */
export const inherited = (
  state: ConversationState,
  { seq, direction, at, voice }: EventData<'message.inherited'>,
): ConversationState => ({
  ...state,
  ...(voice !== undefined && { hearing: { ...state.hearing, [voice]: { seq, at } } }),
  lastSeq: seq,
  inboundCount: state.inboundCount + (direction === 'in' ? 1 : 0),
  ...(isNews(state, at) && { previewSeq: seq, spokenAt: at, lastAt: Math.max(state.lastAt, at) }),
});

export const joinedBy = (
  state: ConversationState,
  { numbers, numberId }: EventData<'thread.joined'>,
): ConversationState => ({
  ...state,
  ...HEARD,
  numberId,
  numbers: [...new Set([...state.numbers, ...numbers])],
});

/** Nobody hears what was taken back. */
const unheard = ({ hearing }: Pick<ConversationState, 'hearing'>, seq: number): ConversationState['hearing'] =>
  Object.fromEntries(Object.entries(hearing).filter(([, voice]) => voice.seq !== seq));

/** Nobody will hear it: what was said may have asked for no more messages, so none follows (rule C16). */
export const lost = (state: ConversationState, mediaId: string): ConversationState =>
  state.hearing[mediaId] === undefined ? state : { ...state, hearing: without(state.hearing, mediaId), followUp: null };

/** Words that were taken back want no answer, and none that is thought now may rest on them. */
export const revoked = (before: ConversationState, seq: number): ConversationState => {
  const state = rethink(before, seq);
  const pending = burstWithout(state.pending, seq);
  const replies = Object.entries(state.replies).flatMap(([turnId, reply]) => {
    const rest = burstWithout(reply, seq);
    return rest === null ? [] : [[turnId, rest] as const];
  });
  return {
    ...state,
    pending,
    newer: burstWithout(state.newer, seq),
    hearing: unheard(state, seq),
    replies: Object.fromEntries(replies),
    retry: pending === null ? null : state.retry,
    waitingSince: state.pending !== null && pending === null ? null : state.waitingSince,
  };
};
