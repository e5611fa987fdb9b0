import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { expect, it } from 'vitest';
import { type Draft, toDraft } from './draft.ts';
import { clockAt, closedDays, standingAt } from './now.ts';

const DAY = [{ from: '09:00', to: '18:00' }];
const shop: Draft = {
  ...toDraft(DEFAULT_PLAYBOOK),
  hasHours: true,
  hours: { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: [], sun: [] },
};
/** In São Paulo, three hours behind UTC. */
const at = (date: string, time: string): number => Date.parse(`${date}T${time}:00-03:00`);

it('H4 says on the screen what a customer would be told', () => {
  expect(standingAt(shop, at('2026-11-23', '10:00'))).toMatchObject({ kind: 'open', until: { days: 0, at: '18:00' } });
  expect(standingAt(shop, at('2026-11-27', '18:00'))).toMatchObject({
    kind: 'closed',
    next: { days: 3, weekday: 'mon', at: '9:00' },
    holiday: null,
  });
  expect(standingAt(shop, at('2026-12-25', '10:00'))).toMatchObject({ kind: 'closed', holiday: 'Natal' });
});

it.each<[string, Partial<Draft>, string]>([
  ['without hours nothing is promised', { hasHours: false }, 'unset'],
  ['a half-typed time is said to be one', { hours: { ...shop.hours, mon: [{ from: '', to: '18:00' }] } }, 'wrong'],
  ['an unknown time zone too', { timezone: 'Lua/Tranquilidade' }, 'wrong'],
  [
    'a week that is closed never opens',
    { hours: { ...shop.hours, mon: [], tue: [], wed: [], thu: [], fri: [] } },
    'never',
  ],
])('%s', (_name, change, kind) => {
  expect(standingAt({ ...shop, ...change }, at('2026-11-23', '10:00'))).toEqual({ kind });
});

it('names the next closed days in order, the own ones among the national', () => {
  const own = { ...shop, extra: [{ date: '2026-12-24', name: 'Balanço' }] };
  const days = closedDays(own, at('2026-12-24', '08:00'), 3);
  expect(days.map(({ iso, name }) => [iso, name])).toEqual([
    ['2026-12-24', 'Balanço'],
    ['2026-12-25', 'Natal'],
    ['2027-01-01', 'Confraternização Universal'],
  ]);
  expect(closedDays({ ...shop, national: false }, at('2026-12-24', '08:00'), 3)).toEqual([]);
});

it('knows where the clock on the wall stands', () => {
  expect(clockAt('America/Sao_Paulo', at('2026-11-23', '12:00'))).toEqual({ day: 0, share: 0.5 });
  expect(clockAt('Lua/Tranquilidade', 0)).toBeNull();
});
