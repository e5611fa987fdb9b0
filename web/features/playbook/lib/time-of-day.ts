/**
 * A time of day as people write it: `9`, `9h`, `9h30`, `930`, `9:30`, `09.30`. As hours are written, `09:30`; null for what is no time.
 * `24:00` is the end of the day.
 */
export const timeOf = (typed: string): string | null => {
  const found = /^(\d{1,2})(?:\s*(?:[:h.]|(?=\d\d$))\s*(\d\d)?)?$/u.exec(typed.trim().toLowerCase());
  if (found === null) return null;
  const [, hours = '', minutes = '00'] = found;
  const [hour, minute] = [Number(hours), Number(minutes)];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
};
