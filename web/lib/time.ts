/** Words that a short time may need; the caller brings them in its language. */
export type TimeWords = { now: string; yesterday: string; today: string };

const formats = new Map<string, Intl.DateTimeFormat>();

const format = (locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = `${locale}|${timeZone}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    formats.set(key, found);
  }
  return found;
};

/** `2026-11-22` in that time zone: equal for equal days, and sortable. */
export const dayKey = (at: number, timeZone: string): string =>
  format('en-CA', timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);

const isYesterday = (at: number, now: number, timeZone: string): boolean => {
  // From noon of the day, so that a clock change cannot land two days back.
  const [hour = 0, minute = 0] = format('en-GB', timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(now)
    .split(':')
    .map(Number);
  const noon = now - (hour * 60 + minute - 12 * 60) * 60_000;
  return dayKey(at, timeZone) === dayKey(noon - 86_400_000, timeZone);
};

/** `14:32`. */
export const clock = (at: number, locale: string, timeZone: string): string =>
  format(locale, timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** `14:32:07.153`. */
export const clockExact = (at: number, locale: string, timeZone: string): string =>
  format(locale, timeZone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(at);

/** Of a list row: `agora`, `14:32`, `ontem`, `12/11`, `12/11/25`. */
export const shortTime = (at: number, now: number, locale: string, timeZone: string, words: TimeWords): string => {
  if (Math.abs(now - at) < 60_000) return words.now;
  if (dayKey(at, timeZone) === dayKey(now, timeZone)) return clock(at, locale, timeZone);
  if (isYesterday(at, now, timeZone)) return words.yesterday;
  const sameYear = dayKey(at, timeZone).slice(0, 4) === dayKey(now, timeZone).slice(0, 4);
  return format(locale, timeZone, {
    day: '2-digit',
    month: '2-digit',
    ...(sameYear ? {} : { year: '2-digit' as const }),
  }).format(at);
};

/** Of a day separator: `Hoje`, `Ontem`, `quinta-feira, 19 de novembro`. */
export const dayName = (at: number, now: number, locale: string, timeZone: string, words: TimeWords): string => {
  const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  if (dayKey(at, timeZone) === dayKey(now, timeZone)) return capital(words.today);
  if (isYesterday(at, now, timeZone)) return capital(words.yesterday);
  const sameYear = dayKey(at, timeZone).slice(0, 4) === dayKey(now, timeZone).slice(0, 4);
  return capital(
    format(locale, timeZone, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      ...(sameYear ? {} : { year: 'numeric' as const }),
    }).format(at),
  );
};

/** Full date and time, for a hover. */
export const fullTime = (at: number, locale: string, timeZone: string): string =>
  format(locale, timeZone, { dateStyle: 'full', timeStyle: 'medium' }).format(at);

/** `28:13`, `1:02:09`; never below zero. */
export const countdown = (ms: number): string => {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
};

/** For an age that ticks on the screen: tenths and milliseconds only flicker. At least one second. */
export const wholeSeconds = (ms: number): number => Math.max(1_000, Math.round(ms / 1_000) * 1_000);

/** `180 ms`, `1,2 s`, `3 min`, `2 h`, `4 d`: a length for people. */
export const duration = (ms: number, locale: string): string => {
  const number = (n: number, digits = 0): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(n);
  const abs = Math.abs(ms);
  if (abs < 1000) return `${number(ms)} ms`;
  if (abs < 60_000) return `${number(ms / 1000, abs < 10_000 ? 1 : 0)} s`;
  if (abs < 3_600_000) return `${number(Math.floor(ms / 60_000))} min`;
  if (abs < 86_400_000) return `${number(Math.floor(ms / 3_600_000))} h`;
  return `${number(Math.floor(ms / 86_400_000))} d`;
};
