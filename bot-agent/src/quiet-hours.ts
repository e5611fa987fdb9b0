const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;

/**
 * Hours of the day in which nothing automatic leaves, by the clock on the wall of `zone` (an IANA name). `from` and `to`
 * are minutes since midnight; `from` later than `to` goes over midnight.
 */
export type QuietHours = { from: number; to: number; zone: string };

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** `22:00-07:00` as minutes of the day; null when it is not written like that or begins when it ends. */
export const parseHours = (text: string): { from: number; to: number } | null => {
  const [, fromHour, fromMinute, toHour, toMinute] = HOURS.exec(text) ?? [];
  if (toMinute === undefined) return null;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  return from === to ? null : { from, to };
};

/** Building a formatter costs more than all it is asked. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether this machine knows a time zone by that name. */
export const isZone = (zone: string): boolean => {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
};

const clockOf = (zone: string): Intl.DateTimeFormat => {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(zone, clock);
  }
  return clock;
};

const minuteOfDay = (zone: string, at: number): number => {
  const parts = clockOf(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
};

/** `07:00` on the wall of a zone. */
export const wallTime = (zone: string, at: number): string => clockOf(zone).format(at);

/** The full minute. */
const minuteAt = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;

const isWithin = ({ from, to }: QuietHours, minute: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

/**
 * When the quiet that holds at `now` ends; null when it is not quiet. Where the clocks of the zone change meanwhile, asking
 * again then may tell a later end.
 */
export const quietUntil = (hours: QuietHours, now: number): number | null => {
  const minute = minuteOfDay(hours.zone, now);
  if (!isWithin(hours, minute)) return null;
  const left = (hours.to - minute + DAY_MINUTES) % DAY_MINUTES;
  const end = minuteAt(now) + left * MINUTE_MS;
  const shown = minuteOfDay(hours.zone, end);
  if (shown === hours.to) return end;
  // The clocks changed on the way: by how much, the wall tells.
  const late = (shown - hours.to + DAY_MINUTES) % DAY_MINUTES;
  if (late >= DAY_MINUTES / 2) return end + (DAY_MINUTES - late) * MINUTE_MS;
  // The change may have left out the very hour at which quiet ends: it is then over with the change.
  for (let at = Math.max(end - late * MINUTE_MS, minuteAt(now) + MINUTE_MS); at < end; at += MINUTE_MS)
    if (!isWithin(hours, minuteOfDay(hours.zone, at))) return at;
  return end;
};
