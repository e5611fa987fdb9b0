import { expect, it } from 'vitest';
import { timeOf } from './time-of-day.ts';

it.each([
  ['9', '09:00'],
  ['9h', '09:00'],
  ['9h30', '09:30'],
  ['930', '09:30'],
  ['0930', '09:30'],
  [' 9:30 ', '09:30'],
  ['18.15', '18:15'],
  ['24', '24:00'],
  ['0', '00:00'],
  ['2400', '24:00'],
])('%s is %s', (typed, time) => expect(timeOf(typed)).toBe(time));

it.each(['', 'x', '25', '9:60', '24:30', '9:3', '12345', '9 da manhã', '-9'])('“%s” is no time', (typed) =>
  expect(timeOf(typed)).toBeNull(),
);
