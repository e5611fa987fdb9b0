import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { wasAudited } from '../db/audit.ts';
import { openDatabase } from '../db/client.ts';
import { gatewayStub } from '../durable/stubs.ts';
import { newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
const PATH = '/api/whatsapp/settings';
const groupsAt = async (clienteId: string, numberId: string) =>
  (await gatewayStub(env, clienteId, numberId).inspect()).state['settings'];

it('groups are off until the owner turns them on, which every number hears of and which is written down', async () => {
  const { clienteId, numberId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  expect(await (await call(PATH, { bearer })).json()).toEqual({ groups: false });
  const changed = await call(PATH, { method: 'PUT', bearer, json: { groups: true } });
  expect([changed.status, await changed.json()]).toEqual([200, { groups: true }]);
  expect(await (await call(PATH, { bearer })).json()).toEqual({ groups: true });
  expect(await groupsAt(clienteId, numberId)).toEqual({ groups: true });
  const entry = { clienteId, action: 'settings.changed', target: clienteId };
  expect(await wasAudited(openDatabase(env.DB), entry)).toBe(true);
});

it('what another cliente chooses changes nothing here, and nonsense is refused', async () => {
  const [mine, other] = [await newCliente(), await newCliente()];
  const bearer = await tokenFor(await newUser(other.clienteId, ['owner']));
  await call(PATH, { method: 'PUT', bearer, json: { groups: true, clienteId: mine.clienteId } });
  expect(await groupsAt(mine.clienteId, mine.numberId)).toEqual({ groups: false });
  for (const json of [{}, { groups: 'sim' }, []])
    expect((await call(PATH, { method: 'PUT', bearer, json })).status).toBe(422);
});
