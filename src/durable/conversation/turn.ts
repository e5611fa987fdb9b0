import type { StaleReason, TurnError } from './events.ts';
import { includes } from './span.ts';
import type { Burst, ConversationState, RunningTurn } from './state.ts';
import { hasTimeFrom, turnEndsAt, type TurnTimes } from './turn-time.ts';

/** When a turn begins, what it may still say when it has thought, and when to give up. Decisions only. */

export type DebounceSettings = {
  debounceQuietMs: number;
  debounceMaxMs: number;
  /** How long a turn waits for a voice note to come and be heard (ARCHITECTURE §5b.16). */
  hearMs: number;
};

/** Regenerations before a turn stops waiting for the contact to stop writing. */
const MAX_STALE = 2;
/** Failures of the assistant before a person is asked. */
const MAX_FAILURES = 2;
/** Deaths of the process in the middle of the same burst before it counts as what kills it. */
const MAX_LOST = 5;
/** Replies to one burst that may end unsent before a person is asked. */
const MAX_UNSAID = 3;
/** Pause before the assistant is asked again. */
const RETRY_MS = 2_000;

/** The reply is due when the contact has been quiet for a while, or has written for long enough. */
export const replyAt = (burst: Burst, settings: Pick<DebounceSettings, 'debounceQuietMs' | 'debounceMaxMs'>): number =>
  Math.min(burst.firstAt + settings.debounceMaxMs, burst.lastAt + settings.debounceQuietMs);

/** Until when the answer waits for voice notes of the burst that nobody has heard yet; 0: for none. */
const heardBy = ({ hearing }: ConversationState, { spans }: Burst, { hearMs }: DebounceSettings): number =>
  Math.max(0, ...Object.values(hearing).flatMap(({ seq, at }) => (includes(spans, seq) ? [at + hearMs] : [])));

/** When the next turn is due; null when none is: nothing to answer, a turn already thinks, or the bot has no say. */
export const turnDueAt = (state: ConversationState, settings: DebounceSettings): number | null => {
  if (state.control.holder.kind !== 'bot' || state.pending === null || state.turn !== null) return null;
  return Math.max(replyAt(state.pending, settings), state.retry?.at ?? 0, heardBy(state, state.pending, settings));
};

/** Whether the bot has answered often enough what never left. */
export const isUnsayable = (state: ConversationState): boolean =>
  state.control.holder.kind === 'bot' && (state.pending?.unsaid ?? 0) > MAX_UNSAID;

/** The turn to begin now, or null. Its id says what it answers, so that the same answer cannot be given twice. */
export const planTurn = (
  contactId: string,
  state: ConversationState,
  settings: DebounceSettings & TurnTimes,
  now: number,
): RunningTurn | null => {
  const due = turnDueAt(state, settings);
  const { pending, control, lastInSeq } = state;
  if (due === null || due > now || pending === null) return null;
  const attempt = pending.attempts + 1;
  return {
    turnId: `${contactId}:${lastInSeq}:${control.generation}:${attempt}`,
    generation: control.generation,
    spans: pending.spans,
    lastInSeq,
    attempt,
    loose: pending.stale >= MAX_STALE,
    startedAt: now,
    endsAt: turnEndsAt(pending, now, settings),
  };
};

/** The fence: whether what a turn thought may be said. */
export const judgeThought = (
  state: ConversationState,
  turn: RunningTurn,
): { ok: true } | { ok: false; why: StaleReason } => {
  if (state.control.generation !== turn.generation || state.control.holder.kind !== 'bot')
    return { ok: false, why: 'generation' };
  if (state.turn?.turnId !== turn.turnId) return { ok: false, why: 'superseded' };
  if (!turn.loose && state.lastInSeq !== turn.lastInSeq) return { ok: false, why: 'newer_inbound' };
  return { ok: true };
};

/** What follows a failed attempt: another one at a time, or a person; a person too when another one would come too late. */
export const afterFailure = (
  { pending }: Pick<ConversationState, 'pending'>,
  error: TurnError,
  times: TurnTimes,
  now: number,
): { retryAt: number } | { giveUp: true } => {
  const { failures, lost } = pending ?? { failures: 0, lost: 0 };
  // Whose process died is thought about again at once, late or not: most deaths have nothing to do with what it thought about.
  if (error === 'lost') return lost + 1 >= MAX_LOST ? { giveUp: true } : { retryAt: now };
  const retryAt = now + RETRY_MS;
  const givesUp = failures + 1 >= MAX_FAILURES || (pending !== null && !hasTimeFrom(pending, retryAt, times));
  return givesUp ? { giveUp: true } : { retryAt };
};
