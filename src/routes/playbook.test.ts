import { env } from 'cloudflare:workers';
import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { expect, it } from 'vitest';
import { wasAudited } from '../db/audit.ts';
import { openDatabase } from '../db/client.ts';
import { newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
const PATH = '/api/ai/playbook';

it('holds the defaults until the owner changes it, which is written down', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  expect(await (await call(PATH, { bearer })).json()).toEqual(DEFAULT_PLAYBOOK);
  const wanted = { ...DEFAULT_PLAYBOOK, handoffKeywords: ['convênio'], handOverHot: true };
  const changed = await call(PATH, { method: 'PUT', bearer, json: wanted });
  expect([changed.status, await changed.json()]).toEqual([200, { ...wanted, version: 1 }]);
  expect(await (await call(PATH, { bearer })).json()).toEqual({ ...wanted, version: 1 });
  expect(await wasAudited(openDatabase(env.DB), { clienteId, action: 'playbook.changed', target: clienteId })).toBe(
    true,
  );
});

it('K8 refuses who read it before somebody else changed it, with what it is now', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, qualify: true } });
  const late = await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, links: ['loja.example'] } });
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({
    error: { code: 'stale', current: { version: 1, qualify: true, links: [] } },
  });
});

const NEVER = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const holidays = (...dates: string[]) => ({
  holidays: { national: true, extra: dates.map((date) => ({ date, name: 'Balanço' })) },
});

it.each([
  ['a time zone that there is not', { timezone: 'America/Sampa' }, 'timezone'],
  ['an hour that no day has', { hours: { ...NEVER, mon: [{ from: '25:00', to: '26:00' }] } }, 'hours.mon.0.from'],
  ['a time that ends before it begins', { hours: { ...NEVER, tue: [{ from: '18:00', to: '09:00' }] } }, 'hours.tue.0'],
  [
    'times that overlap',
    {
      hours: {
        ...NEVER,
        wed: [
          { from: '09:00', to: '12:00' },
          { from: '11:59', to: '18:00' },
        ],
      },
    },
    'hours.wed.1',
  ],
  ['a day that no calendar has', holidays('2026-02-30'), 'holidays.extra.0.date'],
  ['the same day twice', holidays('2026-12-24', '2026-12-24'), 'holidays.extra.1.date'],
  ['an address in the place of a host', { links: ['loja.example', 'https://loja.example/x'] }, 'links.1'],
  ['warmer than hot', { temperature: { warm: 80, hot: 70 } }, 'temperature'],
  ['more points than there are', { temperature: { warm: 40, hot: 170 } }, 'temperature.hot'],
])('K8 refuses %s and says where', async (_name, more, path) => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  const refused = await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, ...more } });
  expect(refused.status).toBe(422);
  const { error } = (await refused.json()) as { error: { issues: { path: string }[] } };
  expect(error.issues.map((issue) => issue.path)).toContain(path);
});

it('K8 takes hours that touch, a day to midnight, and hosts in any script', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  const mon = [
    { from: '12:00', to: '24:00' },
    { from: '00:00', to: '12:00' },
  ];
  const json = { ...DEFAULT_PLAYBOOK, hours: { ...NEVER, mon }, links: ['loja.com.br', 'açaí.example'] };
  expect((await call(PATH, { method: 'PUT', bearer, json })).status).toBe(200);
});

it('is read by whoever works here and changed by owners alone', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['agent']));
  expect((await call(PATH, { bearer })).status).toBe(200);
  expect((await call(PATH, { method: 'PUT', bearer, json: DEFAULT_PLAYBOOK })).status).toBe(403);
});
