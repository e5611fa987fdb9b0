/** The day as people greet by it: `bom dia` until noon, `boa tarde` until six, `boa noite` after, and the night goes on until five. */
const MORNING_FROM = 5;
const AFTERNOON_FROM = 12;
const EVENING_FROM = 18;
const HOUR_MS = 3_600_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a time zone that there is not. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
};

const partOf = (at: number, timezone: string): string => {
  // Five hours back, so that the small hours belong to the evening before.
  const parts = clockOf(timezone).formatToParts(at - MORNING_FROM * HOUR_MS);
  const read = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  const hour = Number(read('hour')) + MORNING_FROM;
  const part = hour < AFTERNOON_FROM ? 'morning' : hour < EVENING_FROM ? 'afternoon' : 'evening';
  return `${read('year')}-${read('month')}-${read('day')} ${part}`;
};

/** Whether two moments, in milliseconds, lie in one part of one day there: whoever was greeted at the one is not greeted at the other. */
export const isSamePartOfDay = (a: number, b: number, timezone: string): boolean =>
  partOf(a, timezone) === partOf(b, timezone);
