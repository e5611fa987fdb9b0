import type { Role } from '@oconnector/protocol/model/user.ts';
import type { NumberPairingResponse } from '@oconnector/protocol/api/numbers.ts';
import { LINK_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { gatewayStub } from '../durable/stubs.ts';
import { ScriptedAgent } from '../durable/gateway/gateway.fixture.ts';
import { newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();

/** A number whose agent waits to be linked by this text. */
const start = async (text: string) => {
  const { clienteId, numberId } = await newCliente();
  const { webSocket } = await gatewayStub(env, clienteId, numberId).fetch(
    new Request('http://gateway/link', { headers: { Upgrade: 'websocket' } }),
  );
  if (!webSocket) throw new Error('no socket');
  const agent = new ScriptedAgent(webSocket);
  await agent.hello({ proto: LINK_PROTOCOL });
  agent.send({
    t: 'status',
    status: { channel: 'whatsapp-web', state: 'qr', since: 1, detail: null },
    pairing: { kind: 'qr', text, number: 3, ageMs: 0 },
  });
  await agent.settle();
  await gatewayStub(env, clienteId, numberId).answerAgent('bot-1', true);
  const as = async (...roles: Role[]) => {
    const bearer = await tokenFor(await newUser(clienteId, roles));
    return (path: string) => call(path, { bearer });
  };
  return { clienteId, numberId, as, path: `/api/whatsapp/numbers/${numberId}/pairing`, agent };
};

it('who may connect numbers gets what links a device, and no cache keeps it', async () => {
  const { as, path } = await start('2@secret-a');
  const response = await (await as('owner'))(path);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { pairing } = (await response.json()) as NumberPairingResponse;
  expect(pairing).toMatchObject({ kind: 'qr', text: '2@secret-a', number: 3 });
});

it.each(['agent', 'viewer', 'ops'] as const)('%s gets it nowhere', async (role) => {
  const { as, path, numberId } = await start('2@secret-b');
  const get = await as(role);
  expect((await get(path)).status).toBe(403);
  const others = ['/api/whatsapp/numbers', `/api/ops/object?class=Gateway&key=${numberId}`];
  const events = `/api/ops/events?class=Gateway&key=${numberId}`;
  for (const other of [...others, events]) expect(await (await get(other)).text()).not.toContain('2@secret-b');
});

it('another cliente gets nothing of it, as of a number that is not', async () => {
  const [mine, other] = [await start('2@secret-c'), await start('2@secret-d')];
  const get = await mine.as('owner');
  const [foreign, missing] = [await get(other.path), await get('/api/whatsapp/numbers/num_ninguem/pairing')];
  expect([foreign.status, missing.status]).toEqual([404, 404]);
  expect(await foreign.text()).not.toContain('2@secret-d');
  expect(await (await get('/api/whatsapp/numbers')).text()).not.toContain('secret');
});

it('is null once the device is linked', async () => {
  const { as, path, agent } = await start('2@secret-e');
  agent.send({ t: 'status', status: { channel: 'whatsapp-web', state: 'ready', since: 2, detail: null } });
  await agent.settle();
  expect(await (await (await as('owner'))(path)).json()).toEqual({ pairing: null });
});
