import { Hours } from '@oconnector/protocol/model/playbook.ts';
import {
  dayAfter,
  holidayOn,
  isoOf,
  type LocalDay,
  type LocalMoment,
  localTime,
  nextOpening,
} from '@oconnector/protocol/model/hours.ts';
import { type Draft, WEEK } from './draft.ts';

/** What the product would say now about when a person answers. `holiday`: today is one, by that name. */
export type Standing =
  | { kind: 'unset' | 'wrong' | 'always' | 'never' }
  | { kind: 'open'; until: LocalMoment }
  | { kind: 'closed'; next: LocalMoment; holiday: string | null };

type When = Pick<Draft, 'hasHours' | 'hours' | 'national' | 'extra' | 'timezone'>;

const YEAR_DAYS = 366;

/** Counted by the very code that answers customers (rule H4). Pure. */
export const standingAt = (draft: When, now: number): Standing => {
  if (!draft.hasHours) return { kind: 'unset' };
  const { timezone } = draft;
  const local = localTime(timezone, now);
  if (local === null || !Hours.safeParse(draft.hours).success) return { kind: 'wrong' };
  const holidays = { national: draft.national, extra: draft.extra };
  const next = nextOpening({ hours: draft.hours, holidays, timezone }, now);
  if (next === null) return { kind: 'never' };
  if (next.kind === 'now') return next.until === null ? { kind: 'always' } : { kind: 'open', until: next.until };
  return { kind: 'closed', next, holiday: holidayOn(holidays, local) };
};

export type ClosedDay = { date: LocalDay; iso: string; name: string };

/** The next days that are closed by name, today's included. Pure. */
export const closedDays = (draft: When, now: number, count: number): ClosedDay[] => {
  const today = localTime(draft.timezone, now);
  const found: ClosedDay[] = [];
  for (let days = 0; today !== null && days < YEAR_DAYS && found.length < count; days++) {
    const date = dayAfter(today, days);
    const name = holidayOn({ national: draft.national, extra: draft.extra }, date);
    if (name !== null) found.push({ date, iso: isoOf(date), name });
  }
  return found;
};

/** Where the clock on the wall of the business stands: the day's place in the week and the share of it that is gone; null for an unknown zone. */
export const clockAt = (timezone: string, now: number): { day: number; share: number } | null => {
  const local = localTime(timezone, now);
  return local && { day: WEEK.indexOf(local.weekday), share: local.minutes / (24 * 60) };
};
