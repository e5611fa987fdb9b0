import { minutesOf } from '@oconnector/protocol/model/hours.ts';
import type { OpenSpan } from '@oconnector/protocol/model/playbook.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Office hours, for a day that has none yet. */
export const OFFICE: OpenSpan = { from: '09:00', to: '18:00' };

const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / HOUR)).padStart(2, '0')}:${String(minutes % HOUR).padStart(2, '0')}`;

/** What a day is offered as its next time: office hours at first, then from an hour after the last one; null where none is left. Pure. */
export const nextSpan = (spans: readonly OpenSpan[]): OpenSpan | null => {
  if (spans.length === 0) return OFFICE;
  const ends = spans.map(({ to }) => minutesOf(to)).filter((end) => !Number.isNaN(end));
  const from = Math.max(0, ...ends) + HOUR;
  return from + HOUR <= DAY ? { from: timeOf(from), to: timeOf(Math.min(from + 4 * HOUR, DAY)) } : null;
};
