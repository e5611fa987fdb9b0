import type { AskedResponse, NumberHistoryResponse, NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Role } from '@oconnector/protocol/model/user.ts';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ScriptedAgent } from '../durable/gateway/gateway.fixture.ts';
import { newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
let address = 0;
const LOJA = { name: 'Loja', phone: '5511987654321' };

/** A number with a paired agent on its link, whose device is ready. */
const start = async () => {
  const { clienteId, numberId } = await newCliente();
  const as = async (...roles: Role[]) => {
    const bearer = await tokenFor(await newUser(clienteId, roles));
    return {
      get: (path: string) => call(`/api/whatsapp/numbers/${numberId}/${path}`, { bearer }),
      post: (path: string, json: unknown) =>
        call(`/api/whatsapp/numbers/${numberId}/${path}`, { method: 'POST', json, bearer }),
      numbers: async () => {
        const { numbers } = (await (await call('/api/whatsapp/numbers', { bearer })).json()) as NumbersResponse;
        return numbers[0];
      },
    };
  };
  const owner = await as('owner');
  const { code } = (await (await owner.post('pairing-code', {})).json()) as { code: string };
  const ip = `203.0.113.${++address}`;
  const paired = await call('/api/whatsapp/pair', { method: 'POST', json: { code, botId: 'bot-1', host: 'pc' }, ip });
  const { credential } = (await paired.json()) as { credential: string };
  const connect = () => call('/api/whatsapp/link', { bearer: credential, headers: { Upgrade: 'websocket' } });
  const { webSocket } = await connect();
  if (!webSocket) throw new Error('no socket');
  const agent = new ScriptedAgent(webSocket);
  await agent.hello();
  agent.send({
    t: 'status',
    status: { channel: 'whatsapp-web', state: 'ready', since: 1, detail: null },
    account: LOJA,
  });
  await agent.settle();
  return { clienteId, numberId, as, owner, agent, connect };
};
const askedOf = async (response: Response): Promise<string> => ((await response.json()) as AskedResponse).asked;
const auditOf = async (clienteId: string): Promise<string[]> => {
  const { results } = await env.DB.prepare('SELECT action FROM audit WHERE cliente_id = ? ORDER BY seq')
    .bind(clienteId)
    .all<{ action: string }>();
  return results.map(({ action }) => action);
};

describe('whether the computer is ours', () => {
  it('yes: the agent is confirmed, and it is written down who said so', async () => {
    const { owner, clienteId } = await start();
    expect((await owner.numbers())?.agent?.confirmed).toBe(false);
    expect((await owner.post('agent', { agentId: 'bot-1', isOurs: true })).status).toBe(200);
    expect((await owner.numbers())?.agent?.confirmed).toBe(true);
    expect(await auditOf(clienteId)).toContain('number.agent_confirmed');
  });

  it('N1: no: the agent loses its link and its credential, and cannot come back', async () => {
    const { owner, agent, connect, clienteId } = await start();
    expect((await owner.post('agent', { agentId: 'bot-1', isOurs: false })).status).toBe(200);
    expect(await agent.closed).toMatchObject({ code: 4401 });
    expect((await connect()).status).toBe(401);
    expect(await owner.numbers()).toMatchObject({ link: 'never' });
    expect(await auditOf(clienteId)).toContain('number.agent_refused');
  });

  it('is not answered for another agent than the one that was asked about', async () => {
    const { owner, agent } = await start();
    expect((await owner.post('agent', { agentId: 'bot-of-before', isOurs: false })).status).toBe(409);
    await agent.settle();
    expect((await owner.numbers())?.link).toBe('online');
  });
});

describe('logging out', () => {
  it('N2: reaches the agent once the last digits are right, and is written down', async () => {
    const { owner, agent, clienteId } = await start();
    expect(await askedOf(await owner.post('log-out', { lastDigits: '0000' }))).toBe('wrong_digits');
    expect(await auditOf(clienteId)).not.toContain('number.logged_out');
    expect(await askedOf(await owner.post('log-out', { lastDigits: '4321' }))).toBe('told');
    expect(await agent.frame('channel')).toMatchObject({ ask: { do: 'log_out' } });
    expect(await auditOf(clienteId)).toContain('number.logged_out');
  });

  it.each([{ lastDigits: '43' }, { lastDigits: 'abcd' }, {}])(
    'takes nothing else than four digits: %j',
    async (json) => {
      const { owner } = await start();
      expect((await owner.post('log-out', json)).status).toBe(422);
    },
  );
});

it('another QR is asked for, or refused with the reason', async () => {
  const { owner, agent } = await start();
  expect(await askedOf(await owner.post('renew-pairing', { phone: null }))).toBe('not_now');
  agent.send({ t: 'status', status: { channel: 'whatsapp-web', state: 'qr', since: 2, detail: null } });
  await agent.settle();
  expect(await askedOf(await owner.post('renew-pairing', { phone: '5511987654321' }))).toBe('told');
  expect(await agent.frame('channel')).toMatchObject({ ask: { do: 'renew_pairing', phone: '5511987654321' } });
  expect((await owner.post('renew-pairing', { phone: '+55 11' })).status).toBe(422);
});

it('the history of the number is what everybody of the cliente may read', async () => {
  const { as } = await start();
  const { stretches } = (await (await (await as('viewer')).get('history')).json()) as NumberHistoryResponse;
  expect(stretches.map(({ standing }) => standing)).toEqual(['ready']);
});

const CALLS = [
  ['agent', { agentId: 'bot-1', isOurs: false }],
  ['renew-pairing', { phone: null }],
  ['log-out', { lastDigits: '4321' }],
] as const;

it.each(['agent', 'viewer', 'ops'] as const)('%s may ask nothing of the agent', async (role) => {
  const { as, agent } = await start();
  const { post } = await as(role);
  for (const [path, json] of CALLS) expect([path, (await post(path, json)).status]).toEqual([path, 403]);
  await agent.settle();
  expect(agent.heard).toEqual([]);
});

it('the owner of another cliente finds none of it', async () => {
  const [mine, other] = [await start(), await start()];
  const bearer = await tokenFor(await newUser(other.clienteId, ['owner']));
  const root = `/api/whatsapp/numbers/${mine.numberId}`;
  for (const [path, json] of CALLS) {
    const { status } = await call(`${root}/${path}`, { method: 'POST', json, bearer });
    expect([path, status]).toEqual([path, 404]);
  }
  expect((await call(`${root}/history`, { bearer })).status).toBe(404);
  await mine.agent.settle();
  expect(mine.agent.heard).toEqual([]);
});
