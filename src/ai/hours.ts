import type { Hours, OpenSpan, Playbook } from '@oconnector/protocol/model/playbook.ts';
import { nationalHoliday } from './holidays.ts';

type When = Pick<Playbook, 'hours' | 'holidays' | 'timezone'>;

/** A day of the calendar in the business's own time zone. */
export type LocalDay = { year: number; month: number; day: number };
export type LocalTime = LocalDay & { weekday: keyof Hours; minutes: number };

/** When a person answers next. `days`: how many days ahead, 0 being later today; `at` as `9:00`. */
export type NextOpening =
  | { kind: 'now' }
  | { kind: 'later'; days: number; weekday: keyof Hours; date: LocalDay; at: string };

const WEEKDAYS: readonly (keyof Hours)[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 86_400_000;
/** How far ahead an opening is looked for: beyond two weeks nobody's hours are a promise. */
const HORIZON_DAYS = 14;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const FORMATS = new Map<string, Intl.DateTimeFormat | null>();

/** Null for a zone that nobody knows: then no time is promised. */
const formatOf = (timezone: string): Intl.DateTimeFormat | null => {
  const known = FORMATS.get(timezone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  FORMATS.set(timezone, format);
  return format;
};

/** The clock on the wall of the business; null for an unknown time zone. */
export const localTime = (timezone: string, now: number): LocalTime | null => {
  const format = formatOf(timezone);
  if (format === null) return null;
  const part = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0] = [part.get('year'), part.get('month'), part.get('day')];
  const minutes = (part.get('hour') ?? 0) * 60 + (part.get('minute') ?? 0);
  return { year, month, day, weekday: weekdayOf({ year, month, day }), minutes };
};

const weekdayOf = ({ year, month, day }: LocalDay): keyof Hours =>
  WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? 'sun';

const dayAfter = ({ year, month, day }: LocalDay, days: number): LocalDay => {
  const at = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
};

const isoOf = ({ year, month, day }: LocalDay): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The name of the holiday that a day is for this business, or null. */
const holidayOn = ({ national, extra }: Playbook['holidays'], date: LocalDay): string | null =>
  extra.find((one) => one.date === isoOf(date))?.name ?? (national ? nationalHoliday(date) : null);

const spansOf = ({ hours, holidays }: When, date: LocalDay): readonly OpenSpan[] =>
  hours === null || holidayOn(holidays, date) !== null
    ? []
    : hours[weekdayOf(date)].toSorted((left, right) => minutesOf(left.from) - minutesOf(right.from));

const clock = (time: string): string => time.replace(/^0/u, '');

/**
 * When a person of the business answers next, by its hours and holidays. Null where nothing can be promised: no hours were given, the
 * time zone is unknown, or it stays closed for two weeks. Pure.
 */
export const nextOpening = (playbook: When, now: number): NextOpening | null => {
  const local = playbook.hours === null ? null : localTime(playbook.timezone, now);
  if (local === null) return null;
  for (let days = 0; days <= HORIZON_DAYS; days++) {
    const date = dayAfter(local, days);
    for (const { from, to } of spansOf(playbook, date)) {
      if (days === 0 && minutesOf(to) <= local.minutes) continue;
      if (minutesOf(from) >= minutesOf(to)) continue;
      if (days === 0 && minutesOf(from) <= local.minutes) return { kind: 'now' };
      return { kind: 'later', days, weekday: weekdayOf(date), date, at: clock(from) };
    }
  }
  return null;
};
