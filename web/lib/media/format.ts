/** `0:07`, `1:02:09`: the length of a recording. A second that has begun counts. */
export const clipLength = (seconds: number): string => {
  const total = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
};

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/** `812 B`, `1,4 MB`: in steps of 1,024, as our limits are set. */
export const fileSize = (bytes: number, locale: string): string => {
  let [value, unit] = [Math.max(0, bytes), 0];
  // 1,023.7 KB would be written "1.024 KB".
  while (Math.round(value) >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit] ?? 'GB'}`;
};

/** What a document tile calls its type: `PDF`, `XLSX`; '' when nothing tells. */
export const typeLabel = (name: string | null, mime: string): string => {
  const ending = /\.([a-z0-9]{1,5})$/iu.exec(name ?? '')?.[1];
  if (ending) return ending.toUpperCase();
  const subtype = /^[a-z]+\/([a-z0-9]{1,5})$/iu.exec(mime)?.[1];
  return subtype ? subtype.toUpperCase() : '';
};
