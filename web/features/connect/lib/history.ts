import type { NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Standing, Stretch } from '@oconnector/protocol/model/standing.ts';
import { type Tone, toneOf } from './guide.ts';

/** A part of the strip: how much of the day it takes, and how the number stood; null = nobody knows. */
export type Segment = { share: number; tone: Tone | null };

/** From when a number that was ready was not any more; `to` null = it still is not. */
export type Drop = { from: number; to: number | null; cause: Standing; missed: number };

/** A number that dropped so often within this time does not hold, though it is there at the moment. */
const UNSTEADY_DROPS = 3;
const UNSTEADY_MS = 10 * 60_000;

/** On its way from one state to another: alone it is no reason to speak of a drop. */
const PASSING: readonly Standing[] = ['starting', 'authenticated', 'syncing'];

const lengths = ({ to, stretches }: NumberHistoryResponse): number[] =>
  stretches.map(({ at }, i) => Math.max(0, (stretches[i + 1]?.at ?? to) - at));

/** The strip from left to right: parts of the same tone are one, and their shares add up to 1. */
export const segmentsOf = (history: NumberHistoryResponse): Segment[] => {
  const { from, to, stretches } = history;
  const day = Math.max(1, to - from);
  const parts: Segment[] = [{ share: ((stretches[0]?.at ?? to) - from) / day, tone: null }];
  for (const [i, length] of lengths(history).entries()) {
    const tone = toneOf(stretches[i]?.standing ?? 'starting');
    const last = parts.at(-1);
    if (last?.tone === tone) last.share += length / day;
    else parts.push({ share: length / day, tone });
  }
  return parts.filter(({ share }) => share > 0);
};

/** Of the time that is known, how much the number was ready, 0 to 100; null when it never was. */
export const percentReady = (history: NumberHistoryResponse): number | null => {
  const all = lengths(history);
  const known = all.reduce((sum, length) => sum + length, 0);
  const ready = all.reduce((sum, length, i) => sum + (history.stretches[i]?.standing === 'ready' ? length : 0), 0);
  if (!history.stretches.some(({ standing }) => standing === 'ready')) return null;
  // Not quite all of it is not all of it.
  return known === 0 || ready === known ? 100 : Math.min(99, Math.round((100 * ready) / known));
};

/** The times it dropped, newest first. Before it was ready for the first time it could not drop. */
export const dropsOf = ({ stretches }: NumberHistoryResponse): Drop[] => {
  const drops: Drop[] = [];
  let away: Stretch[] | null = null;
  const note = (to: number | null): void => {
    const cause = away?.find(({ standing }) => !PASSING.includes(standing))?.standing;
    const [first] = away ?? [];
    if (first && cause)
      drops.unshift({ from: first.at, to, cause, missed: away?.reduce((sum, { missed }) => sum + missed, 0) ?? 0 });
  };
  for (const stretch of stretches) {
    if (stretch.standing !== 'ready') away?.push(stretch);
    else {
      note(stretch.at);
      away = [];
    }
  }
  note(null);
  return drops;
};

/** The drops of the last ten minutes, newest first, where there were so many that the number cannot be called connected; else none. */
export const unsteadyDrops = (history: NumberHistoryResponse): Drop[] => {
  const lately = dropsOf(history).filter(({ to }) => to === null || to > history.to - UNSTEADY_MS);
  return lately.length < UNSTEADY_DROPS ? [] : lately;
};
