import type { Pending, RunningTurn } from './state.ts';

/**
 * The one deadline of an answer. All attempts at a burst share it, so that a contact has an answer or the word of a person within 60 s of the
 * end of what they wrote, whatever hangs (rule T20). Decisions only.
 */

export type TurnTimes = {
  /** What all attempts at a burst may take together, from when the first one began. */
  turnBudgetMs: number;
  /** When thinking ends, from when the contact last wrote: 60 s without the analysis and the backstop, which come after it. */
  answerMs: number;
  /** Less than this is no attempt. */
  leastTurnMs: number;
};

/** Until when an attempt that begins `at` may think, by the promise alone: it may be in the past. */
const sharedEnd = (
  { lastAt, triedAt }: Pick<Pending, 'lastAt' | 'triedAt'>,
  at: number,
  { turnBudgetMs, answerMs, leastTurnMs }: TurnTimes,
): number => {
  const began = triedAt ?? at;
  const promised = lastAt + answerMs;
  // Given back by a person, or found after an outage: nobody can keep the promise any more, so there is no hurry either.
  return promised - began < leastTurnMs ? began + turnBudgetMs : Math.min(began + turnBudgetMs, promised);
};

/** Until when a turn that begins now may think: what is left of its burst's time, and never too little to try. */
export const turnEndsAt = (pending: Pending, now: number, times: TurnTimes): number =>
  Math.max(sharedEnd(pending, now, times), now + times.leastTurnMs);

/** Whether the burst's time has room for an attempt that begins `at`. */
export const hasTimeFrom = (pending: Pending, at: number, times: TurnTimes): boolean =>
  sharedEnd(pending, at, times) - at >= times.leastTurnMs;

/** Whether nobody can keep the promise any more: what a death interrupted before then has no time to share with what comes after. */
export const isTooLate = ({ lastAt }: Pick<Pending, 'lastAt'>, now: number, { answerMs }: TurnTimes): boolean =>
  now > lastAt + answerMs;

/** When a running turn counts as hung, with all that should have ended it. */
export const overdueAt = (
  { startedAt, endsAt }: Pick<RunningTurn, 'startedAt' | 'endsAt'>,
  { turnBudgetMs, turnBackstopMs }: Pick<TurnTimes, 'turnBudgetMs'> & { turnBackstopMs: number },
): number => (endsAt ?? startedAt + turnBudgetMs) + turnBackstopMs;
