type Day = { year: number; month: number; day: number };

/** Holidays of Brazil on a fixed day: Lei 662/1949 with Lei 10.607/2002, Lei 6.802/1980 (12 October) and Lei 14.759/2023 (20 November). */
const FIXED: Readonly<Record<string, string>> = {
  '1-1': 'Confraternização Universal',
  '4-21': 'Tiradentes',
  '5-1': 'Dia do Trabalho',
  '9-7': 'Independência do Brasil',
  '10-12': 'Nossa Senhora Aparecida',
  '11-2': 'Finados',
  '11-15': 'Proclamação da República',
  '11-20': 'Consciência Negra',
  '12-25': 'Natal',
};
/** The first year in which 20 November was a national holiday. */
const CONSCIENCIA_NEGRA_SINCE = 2024;

/** Days from Easter Sunday on which shops are closed all over Brazil: by law or, as carnival and Corpus Christi, by custom. */
const FROM_EASTER: ReadonlyMap<number, string> = new Map([
  [-48, 'Carnaval'],
  [-47, 'Carnaval'],
  [-2, 'Sexta-feira Santa'],
  [0, 'Páscoa'],
  [60, 'Corpus Christi'],
]);

const DAY_MS = 86_400_000;

/** Easter Sunday of a year in the Gregorian calendar, by the anonymous algorithm (Meeus, Jones and Butcher). */
export const easterOf = (year: number): Day => {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return { year, month: Math.floor(sum / 31), day: (sum % 31) + 1 };
};

const daysOf = ({ year, month, day }: Day): number => Date.UTC(year, month - 1, day) / DAY_MS;

/** The national holiday of Brazil that a day is, or null. Pure. */
export const nationalHoliday = (date: Day): string | null => {
  const fixed = FIXED[`${date.month}-${date.day}`];
  if (fixed !== undefined)
    return date.month === 11 && date.day === 20 && date.year < CONSCIENCIA_NEGRA_SINCE ? null : fixed;
  return FROM_EASTER.get(daysOf(date) - daysOf(easterOf(date.year))) ?? null;
};
