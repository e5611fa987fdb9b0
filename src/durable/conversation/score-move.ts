import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { Axis, ScoreReason } from '@oconnector/protocol/model/score.ts';
import { DAY_MS, faded, fadedTo, fitting, type Standing, type Tuning } from './score.ts';
import {
  LIFTS_NOT_A_LEAD,
  LIFTS_TURNED_AWAY,
  NOT_A_LEAD,
  TURNED_AWAY,
  weightOf,
  type FactReason,
  type Subject,
  type Weights,
} from './score-weights.ts';

/** How a line of the ledger comes to be, and what it does. Decisions only. */

/** A reason brings at most so many times its points that have not faded. */
const REASON_CAP = 2;
/** What may come to intent in a day. */
const DAY_CAP = 60;

/** One step of the score, as its event says it. `counts`: the key of `Standing.counted` that it belongs to; a person's word has none. */
export type Move = { axis: Axis; delta: number; reason: ScoreReason; counts: string | null };

/**
 * What a signal counts now. Null: it says nothing new, for it was heard within the last day, or ever where it is about fit. Zero: it was
 * heard, and counts nothing, because of the caps, the lock, or its weight.
 */
export const countSignal = (standing: Standing, reason: SignalKind, weights: Weights, now: number): Move | null => {
  if (standing.frozen) return null;
  const { axis, points } = weightOf(reason, weights);
  const heard = standing.counted[reason];
  if (heard !== undefined && (axis === 'fit' || now - heard.at < DAY_MS)) return null;
  const current = fadedTo(standing, now);
  const move = { axis, reason, counts: reason };
  if (standing.locked) return { ...move, delta: 0 };
  if (axis === 'fit') return { ...move, delta: points };
  const left = heard === undefined ? 0 : faded(heard.points, now - heard.at, standing.tuning);
  const room = Math.max(0, REASON_CAP * Math.abs(points) - Math.abs(left));
  const capped = Math.sign(points) * Math.min(Math.abs(points), room);
  return { ...move, delta: fitting(current.intent, Math.min(capped, roomOfDay(current, reason, now))) };
};

const roomOfDay = ({ day, capped }: Standing, reason: ScoreReason, now: number): number => {
  if (capped !== null && NOT_A_LEAD.includes(capped) && !LIFTS_NOT_A_LEAD.includes(reason)) return 0;
  return now - day.since < DAY_MS ? Math.max(0, DAY_CAP - day.points) : DAY_CAP;
};

/** What the facts say of one subject now, in the place of what they said before; null when that is the same. `reason` null: nothing. */
export const countFact = (
  standing: Standing,
  subject: Subject,
  reason: FactReason | null,
  weights: Weights,
): Move | null => {
  if (standing.frozen) return null;
  const before = standing.counted[subject]?.points ?? 0;
  const points = reason === null ? 0 : weightOf(reason, weights).points;
  const delta = standing.locked ? 0 : points - before;
  return delta === 0 ? null : { axis: 'fit', delta, reason: reason ?? 'corrected', counts: subject };
};

/** The standing after a line. */
export const moved = (before: Standing, { axis, delta, reason, counts }: Move, at: number): Standing => {
  const standing = fadedTo(before, at);
  const heard = counts === null ? undefined : standing.counted[counts];
  const left =
    heard === undefined ? 0 : axis === 'fit' ? heard.points : faded(heard.points, at - heard.at, standing.tuning);
  return {
    ...standing,
    [axis]: standing[axis] + (axis === 'fit' ? delta : fitting(standing.intent, delta)),
    counted: counts === null ? standing.counted : { ...standing.counted, [counts]: { at, points: left + delta } },
    day: axis === 'intent' ? dayAfter(standing.day, delta, at) : standing.day,
    capped: capAfter(standing.capped, reason, delta),
    lines: standing.lines + 1,
  };
};

const dayAfter = (day: Standing['day'], delta: number, at: number): Standing['day'] => {
  const today = at - day.since < DAY_MS ? day : { since: at, points: 0 };
  return { ...today, points: today.points + Math.max(0, delta) };
};

const capAfter = (capped: Standing['capped'], reason: ScoreReason, delta: number): Standing['capped'] => {
  if (NOT_A_LEAD.includes(reason) || TURNED_AWAY.includes(reason)) return reason;
  if (capped === null) return null;
  const lifts = NOT_A_LEAD.includes(capped) ? LIFTS_NOT_A_LEAD : LIFTS_TURNED_AWAY;
  return lifts.includes(reason) || (reason === 'corrected' && delta > 0) ? null : capped;
};

/** The standing under another playbook from now on; what was counted stays counted. */
export const tuned = (standing: Standing, tuning: Tuning, at: number): Standing => ({
  ...fadedTo(standing, at),
  tuning,
});
