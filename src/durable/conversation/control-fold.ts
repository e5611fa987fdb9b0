import { triedAnew } from './burst-fold.ts';
import { isOptedOut } from './control.ts';
import type { EventData } from './events.ts';
import { HEARD } from './follow-up-fold.ts';
import { recordAnew } from './record.ts';
import type { ConversationState, OptOut } from './state.ts';

/** Who may speak, in the fold of the log: control, fences, opt-outs. */

export const controlChanged = (
  state: ConversationState,
  data: EventData<'control.changed'>,
  at: number,
): ConversationState => {
  const resolved = data.cause === 'resolve';
  // Nobody owes an answer to who wants none; and who comes back is answered by the confirmation.
  const settled = resolved || data.cause === 'optout' || data.cause === 'optin';
  const pending = settled
    ? null
    : state.pending && { ...triedAnew(state.pending), stale: 0, failures: 0, lost: 0, unsaid: 0 };
  const toBot = data.control.holder.kind === 'bot';
  const gaveBack = data.noticeSeq !== null && (data.cause === 'release' || data.cause === 'timer' || resolved);
  return {
    ...state,
    control: data.control,
    fences: Object.fromEntries(state.numbers.map((numberId) => [numberId, null])),
    releaseAfterMs: data.releaseAfterMs,
    status: resolved || data.cause === 'merge' ? 'resolved' : 'open',
    pending,
    turn: null,
    newer: null,
    retry: null,
    replies: settled ? {} : state.replies,
    ...HEARD,
    record: toBot ? recordAnew(state.record) : state.record,
    // Only a person who gives it back decides that what nobody answered needs no answer.
    waitingSince: settled ? null : toBot && data.cause === 'release' ? (pending?.firstAt ?? null) : state.waitingSince,
    humanEnded: gaveBack && data.noticeSeq !== null ? { at, noticeSeq: data.noticeSeq } : state.humanEnded,
  };
};

export const optedOutBy = (
  { optedOut, status, waitingSince }: ConversationState,
  { seq, mergeId }: EventData<'optout.recorded'>,
  at: number,
): OptOut => {
  if (mergeId === undefined) return { seq, at };
  const before = { seq, at, inherited: { merges: [], resolved: status === 'resolved', waitingSince } };
  const { inherited, ...said } = optedOut ?? before;
  return inherited ? { ...said, inherited: { ...inherited, merges: [...inherited.merges, mergeId] } } : said;
};

/**
 * What waited here before shows again that it waits, if nobody has answered it meanwhile. Nothing of what came while the opt-out stood is
 * answered by itself: it may be the other contact's, and days old.
 */
export const optOutReturned = (
  state: ConversationState,
  { mergeId, over }: EventData<'optout.returned'>,
): ConversationState => {
  const { optedOut } = state;
  if (!optedOut?.inherited) return state;
  const { merges, ...before } = optedOut.inherited;
  const inherited = { ...before, merges: merges.filter((other) => other !== mergeId) };
  if (!over) return { ...state, optedOut: { ...optedOut, inherited } };
  const stillWaits =
    before.waitingSince !== null && state.status === 'open' && (state.answeredAt ?? 0) < before.waitingSince;
  return {
    ...state,
    optedOut: null,
    waitingSince: stillWaits ? before.waitingSince : state.waitingSince,
    ...(isOptedOut(state.control) && { pending: null, newer: null, retry: null }),
  };
};

/** A takeover holds when the agent of every number it was told has said so. */
export const fenced = (
  state: ConversationState,
  { numberId, inFlight }: EventData<'fence.confirmed'>,
): ConversationState => {
  const fences = { ...state.fences, [numberId]: inFlight };
  const known = Object.values(fences).filter((count) => count !== null);
  const fence = {
    confirmed: known.length === Object.keys(fences).length,
    inFlight: known.reduce((sum, count) => sum + count, 0),
  };
  return { ...state, fences, control: { ...state.control, fence } };
};
