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

it('refuses who read it before somebody else changed it, with what it is now', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, qualify: true } });
  const late = await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, links: ['loja.example'] } });
  expect(late.status).toBe(409);
  expect(await late.json()).toMatchObject({
    error: { code: 'stale', current: { version: 1, qualify: true, links: [] } },
  });
});

it.each([
  ['a time zone that there is not', { timezone: 'America/Sampa' }],
  ['an hour that no day has', { hours: { ...DEFAULT_PLAYBOOK.hours, mon: [{ from: '25:00', to: '26:00' }] } }],
  ['warmer than hot', { temperature: { warm: 80, hot: 70 } }],
])('refuses %s', async (_name, more) => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  const refused = await call(PATH, { method: 'PUT', bearer, json: { ...DEFAULT_PLAYBOOK, ...more } });
  expect(refused.status).toBe(422);
});

it('is read by whoever works here and changed by owners alone', async () => {
  const { clienteId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['agent']));
  expect((await call(PATH, { bearer })).status).toBe(200);
  expect((await call(PATH, { method: 'PUT', bearer, json: DEFAULT_PLAYBOOK })).status).toBe(403);
});
