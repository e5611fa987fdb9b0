import { expect, it } from 'vitest';
import { Groups } from './groups.ts';

const clockAt = (at: number) => ({ at, now: () => clock.at });
let clock = clockAt(0);

it('persons are heard always, groups when they are on', () => {
  const groups = new Groups(async () => null, clock);
  expect([groups.hears('5511@c.us'), groups.hears('12036304@g.us')]).toEqual([true, false]);
  groups.on = true;
  expect([groups.hears('5511@c.us'), groups.hears('12036304@g.us')]).toEqual([true, true]);
});

it('a name is asked for once an hour, of groups alone, and a page that cannot tell is no failure', async () => {
  clock = clockAt(0);
  const asked: string[] = [];
  const groups = new Groups(async (jid) => {
    asked.push(jid);
    if (jid.startsWith('9')) throw new Error('the page is gone');
    return 'Família';
  }, clock);
  expect(await groups.titleOf('5511@c.us')).toBeNull();
  expect(await groups.titleOf('12036304@g.us')).toBe('Família');
  expect(await groups.titleOf('12036304@g.us')).toBe('Família');
  expect(await groups.titleOf('99999@g.us')).toBeNull();
  expect(asked).toEqual(['12036304@g.us', '99999@g.us']);
  clock.at += 61 * 60_000;
  await groups.titleOf('12036304@g.us');
  expect(asked).toHaveLength(3);
});
