import { nationalHoliday } from './holidays.ts';
import type { Hours, OpenSpan, Playbook } from './playbook.ts';

type When = Pick<Playbook, 'hours' | 'holidays' | 'timezone'>;

/** A day of the calendar in the business's own time zone. */
export type LocalDay = { year: number; month: number; day: number };
export type LocalTime = LocalDay & { weekday: keyof Hours; minutes: number };

/** A moment on the business's own calendar. `days`: how many days ahead, 0 being today; `at` as `9:00`, `24:00` being the end of the day. */
export type LocalMoment = { days: number; weekday: keyof Hours; date: LocalDay; at: string };

/** When a person answers next. `until`: when nobody does any more; null where that is beyond the horizon. */
export type NextOpening = { kind: 'now'; until: LocalMoment | null } | ({ kind: 'later' } & LocalMoment);

const WEEKDAYS: readonly (keyof Hours)[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MS = 86_400_000;
const DAY_MINUTES = 24 * 60;
/** How far ahead an opening is looked for: beyond two weeks nobody's hours are a promise. */
const HORIZON_DAYS = 14;

/** Minutes since midnight of a time as hours are written. */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

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

/** The day so many days later. */
export const dayAfter = ({ year, month, day }: LocalDay, days: number): LocalDay => {
  const at = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
};

/** `2026-11-23`. */
export const isoOf = ({ year, month, day }: LocalDay): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** The name of the holiday that a day is for this business, or null. */
export const holidayOn = ({ national, extra }: Playbook['holidays'], date: LocalDay): string | null =>
  extra.find((one) => one.date === isoOf(date))?.name ?? (national ? nationalHoliday(date) : null);

const spansOf = ({ hours, holidays }: When, date: LocalDay): readonly OpenSpan[] =>
  hours === null || holidayOn(holidays, date) !== null
    ? []
    : hours[weekdayOf(date)].toSorted((left, right) => minutesOf(left.from) - minutesOf(right.from));

const momentOf = (today: LocalDay, days: number, minutes: number): LocalMoment => {
  const date = dayAfter(today, days);
  const at = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  return { days, weekday: weekdayOf(date), date, at };
};

/** When the time that is open now ends, counting on over spans and days that touch; null where it does not within the horizon. */
const closingOf = (playbook: When, local: LocalTime): LocalMoment | null => {
  let last: LocalMoment | null = null;
  for (let days = 0; days <= HORIZON_DAYS; days++) {
    let end = days === 0 ? local.minutes : 0;
    for (const { from, to } of spansOf(playbook, dayAfter(local, days)))
      if (minutesOf(from) <= end) end = Math.max(end, minutesOf(to));
    if (end > 0) last = momentOf(local, days, end);
    if (end < DAY_MINUTES) return last;
  }
  return null;
};

/**
 * When a person of the business answers next, by its hours and holidays. Null where nothing can be promised: no hours were given, the
 * time zone is unknown, or it stays closed for two weeks. Pure.
 */
export const nextOpening = (playbook: When, now: number): NextOpening | null => {
  const local = playbook.hours === null ? null : localTime(playbook.timezone, now);
  if (local === null) return null;
  for (let days = 0; days <= HORIZON_DAYS; days++) {
    for (const span of spansOf(playbook, dayAfter(local, days))) {
      const [from, to] = [minutesOf(span.from), minutesOf(span.to)];
      if (from >= to || (days === 0 && to <= local.minutes)) continue;
      if (days === 0 && from <= local.minutes) return { kind: 'now', until: closingOf(playbook, local) };
      return { kind: 'later', ...momentOf(local, days, from) };
    }
  }
  return null;
};
