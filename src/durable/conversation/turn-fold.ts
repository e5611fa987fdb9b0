import { triedAnew, untried } from './burst-fold.ts';
import type { EventData } from './events.ts';
import { recordAfter } from './record.ts';
import { united, upTo } from './span.ts';
import type { Burst, ConversationState, Pending } from './state.ts';
import { without } from './without.ts';

/** Turns in the fold of the log: begun, answered, given up, answered in vain. */

const asPending = (burst: Burst | null): Pending | null => burst && { ...untried, ...burst };

export const started = (state: ConversationState, data: EventData<'turn.started'>, at: number): ConversationState => {
  const { turnId, generation, lastInSeq, attempt, loose, endsAt } = data;
  const spans = state.pending?.spans ?? [];
  return {
    ...state,
    turn: {
      turnId,
      generation,
      spans,
      lastInSeq,
      attempt,
      loose,
      startedAt: at,
      ...(endsAt !== undefined && { endsAt }),
    },
    pending: state.pending && { ...state.pending, attempts: attempt, triedAt: state.pending.triedAt ?? at },
    newer: null,
    retry: null,
  };
};

/** What was answered by turns of which something may still leave or end. */
export const openReplies = ({ replies, open }: ConversationState): ConversationState['replies'] => {
  const turns = new Set(Object.values(open).map(({ turnId }) => turnId));
  return Object.fromEntries(Object.entries(replies).filter(([turnId]) => turns.has(turnId)));
};

export const replied = (state: ConversationState, data: EventData<'turn.replied'>, at: number): ConversationState => {
  const { pending, newer } = state;
  const covered = pending && {
    ...pending,
    spans: upTo(pending.spans, data.coveredSeq),
    count: pending.count - (newer?.count ?? 0),
  };
  return {
    ...state,
    turn: null,
    newer: null,
    pending: asPending(newer),
    replies: { ...openReplies(state), ...(covered && { [data.turnId]: covered }) },
    waitingSince: data.handoff ? state.waitingSince : (newer?.firstAt ?? null),
    answeredAt: at,
    humanEnded: null,
    record: recordAfter(state.record, data.outcome, data.lesson, at),
    followUp: data.followUp ?? null,
  };
};

/** Ends the running turn if it is this one, and notes in `pending` what became of it. */
export const gaveUp = (
  state: ConversationState,
  turnId: string,
  count: 'stale' | 'failures' | 'lost' | null,
): ConversationState => ({
  ...state,
  ...(state.turn?.turnId === turnId ? { turn: null, newer: null } : {}),
  pending: state.pending && (count === null ? state.pending : { ...state.pending, [count]: state.pending[count] + 1 }),
});

export const lostTurn = (state: ConversationState, { turnId, anew }: EventData<'turn.lost'>): ConversationState => {
  const after = gaveUp(state, turnId, 'lost');
  return anew ? { ...after, pending: after.pending && triedAnew(after.pending) } : after;
};

/** Both wait again, as one, without what was answered between them. No attempt's number comes twice: turns are named by it. */
const joined = (a: Pending, b: Pending | null): Pending => ({
  spans: united(a.spans, b?.spans ?? []),
  firstAt: Math.min(a.firstAt, b?.firstAt ?? a.firstAt),
  lastAt: Math.max(a.lastAt, b?.lastAt ?? 0),
  count: a.count + (b?.count ?? 0),
  attempts: Math.max(a.attempts, b?.attempts ?? 0),
  stale: 0,
  failures: 0,
  lost: 0,
  unsaid: Math.max(a.unsaid + 1, b?.unsaid ?? 0),
});

export const unsaid = (state: ConversationState, turnId: string): ConversationState => {
  const before = state.replies[turnId];
  if (before === undefined) return state;
  const attempts = Math.max(...Object.values(state.replies).map((reply) => reply.attempts));
  const pending = { ...joined(before, state.pending), attempts: Math.max(attempts, state.pending?.attempts ?? 0) };
  return {
    ...state,
    // A turn that thinks meanwhile knows nothing of these, and its reply would count for them: all are thought about again.
    turn: null,
    newer: null,
    pending,
    replies: without(state.replies, turnId),
    waitingSince: Math.min(before.firstAt, state.waitingSince ?? before.firstAt),
  };
};
