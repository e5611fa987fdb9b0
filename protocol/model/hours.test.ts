import { expect, test } from 'vitest';
import { easterOf, nationalHoliday } from './holidays.ts';
import { nextOpening } from './hours.ts';
import type { Hours } from './playbook.ts';

const day = [
  { from: '09:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const hours: Hours = {
  mon: day,
  tue: day,
  wed: day,
  thu: day,
  fri: day,
  sat: [{ from: '09:00', to: '13:00' }],
  sun: [],
};
const shop = {
  hours,
  timezone: 'America/Sao_Paulo',
  holidays: { national: true, extra: [] as { date: string; name: string }[] },
};
/** A time in São Paulo, which has had no summer time since 2019: three hours behind UTC. */
const at = (date: string, time: string): number => Date.parse(`${date}T${time}:00-03:00`);

test.each([
  ['2026-11-23', '10:00', { kind: 'now' }],
  ['2026-11-23', '09:00', { kind: 'now' }],
  ['2026-11-23', '12:00', { kind: 'later', days: 0, at: '14:00' }],
  ['2026-11-23', '07:15', { kind: 'later', days: 0, at: '9:00' }],
  ['2026-11-23', '18:00', { kind: 'later', days: 1, weekday: 'tue', at: '9:00' }],
  ['2026-11-28', '13:00', { kind: 'later', days: 2, weekday: 'mon', at: '9:00' }],
  // Thursday evening before Consciência Negra: Saturday.
  ['2026-11-19', '20:00', { kind: 'later', days: 2, weekday: 'sat', at: '9:00' }],
])('on %s at %s', (date, time, expected) => {
  expect(nextOpening(shop, at(date, time))).toMatchObject(expected);
});

test('a holiday of its own closes the business, and the national ones only where they count', () => {
  const extra = [{ date: '2026-11-24', name: 'Aniversário da cidade' }];
  expect(nextOpening({ ...shop, holidays: { national: true, extra } }, at('2026-11-24', '10:00'))).toMatchObject({
    days: 1,
  });
  expect(nextOpening({ ...shop, holidays: { national: false, extra: [] } }, at('2026-12-25', '10:00'))).toMatchObject({
    kind: 'now',
  });
});

test('nothing is promised without hours, in an unknown time zone, or where it never opens', () => {
  const never: Hours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  expect(nextOpening({ ...shop, hours: null }, 0)).toBeNull();
  expect(nextOpening({ ...shop, timezone: 'Lua/Tranquilidade' }, 0)).toBeNull();
  expect(nextOpening({ ...shop, hours: never }, 0)).toBeNull();
});

test('a span to 24:00 lasts until midnight, and the time zone says which day it is', () => {
  const late: Hours = { ...hours, mon: [{ from: '20:00', to: '24:00' }] };
  expect(nextOpening({ ...shop, hours: late }, at('2026-11-23', '23:59'))).toMatchObject({ kind: 'now' });
  // Half past midnight in São Paulo is still Monday in Manaus.
  const manaus = { ...shop, hours: late, timezone: 'America/Manaus' };
  expect(nextOpening(manaus, at('2026-11-24', '00:30'))).toMatchObject({ kind: 'now' });
});

const whole = [{ from: '00:00', to: '24:00' }];
const closing = (hours: Hours, date: string, time: string, extra: { date: string; name: string }[] = []) => {
  const next = nextOpening({ ...shop, hours, holidays: { national: false, extra } }, at(date, time));
  return next?.kind === 'now' ? next.until && [next.until.days, next.until.weekday, next.until.at] : next;
};

test('what is open says until when, over spans and days that touch, to midnight and never', () => {
  expect(closing(hours, '2026-11-23', '10:00')).toEqual([0, 'mon', '12:00']);
  const lunch = {
    ...hours,
    mon: [
      { from: '12:00', to: '18:00' },
      { from: '09:00', to: '12:00' },
    ],
  };
  expect(closing(lunch, '2026-11-23', '09:00')).toEqual([0, 'mon', '18:00']);
  expect(closing({ ...hours, mon: whole, tue: day }, '2026-11-23', '10:00')).toEqual([0, 'mon', '24:00']);
  const night = { ...hours, fri: whole, sat: [{ from: '00:00', to: '02:30' }] };
  expect(closing(night, '2026-11-27', '22:00')).toEqual([1, 'sat', '2:30']);
  const always = { mon: whole, tue: whole, wed: whole, thu: whole, fri: whole, sat: whole, sun: whole };
  expect(closing(always, '2026-11-23', '10:00')).toBeNull();
  expect(closing(always, '2026-11-23', '10:00', [{ date: '2026-11-25', name: 'Balanço' }])).toEqual([
    1,
    'tue',
    '24:00',
  ]);
});

test.each([
  [2024, 3, 31],
  [2025, 4, 20],
  [2026, 4, 5],
  [2027, 3, 28],
  [2038, 4, 25],
])('Easter of %i is %i/%i', (year, month, dayOfMonth) => {
  expect(easterOf(year)).toEqual({ year, month, day: dayOfMonth });
});

test.each([
  [2026, 2, 17, 'Carnaval'],
  [2026, 4, 3, 'Sexta-feira Santa'],
  [2026, 6, 4, 'Corpus Christi'],
  [2026, 11, 20, 'Consciência Negra'],
  [2023, 11, 20, null],
  [2026, 9, 7, 'Independência do Brasil'],
  [2026, 9, 8, null],
])('%i-%i-%i is %s', (year, month, dayOfMonth, name) => {
  expect(nationalHoliday({ year, month, day: dayOfMonth })).toBe(name);
});
