import { ConversationResponse, SettleResponse } from '@oconnector/protocol/api/conversations.ts';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { conversationStub, directoryStub, gatewayStub } from '../durable/stubs.ts';
import { errorCode, newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
let clienteId = '';
let contactId = '';
let commandId = '';
let token = '';
let viewer = '';

const settle = (json: unknown, { id = commandId, bearer = token } = {}) =>
  call(`/api/whatsapp/conversations/${contactId}/messages/${id}/settle`, { method: 'POST', bearer, json });
const audits = async () =>
  (
    await env.DB.prepare(
      `select action, target, actor from audit where cliente_id = ? and action like 'message.%' order by id`,
    )
      .bind(clienteId)
      .all()
  ).results;
const unsettled = async () =>
  ConversationResponse.parse(await (await call(`/api/whatsapp/conversations/${contactId}`, { bearer: token })).json())
    .row.unsettled;

beforeEach(async () => {
  const made = await newCliente('Loja');
  ({ clienteId } = made);
  await gatewayStub(env, clienteId, made.numberId).register({ clienteId, numberId: made.numberId, name: 'Loja' });
  token = await tokenFor(await newUser(clienteId, ['agent']));
  viewer = await tokenFor(await newUser(clienteId, ['viewer']));
  const [resolved] = await directoryStub(env, clienteId).resolve([
    { aliases: [{ kind: 'lid', value: '77000' }], pushName: 'Maria' },
  ]);
  if (!resolved) throw new Error('nobody was resolved');
  ({ contactId } = resolved.contact);
  await conversationStub(env, clienteId, contactId).restore({
    clienteId,
    numberId: made.numberId,
    contact: resolved.contact,
    replyTo: { kind: 'lid', value: '77000' },
    holder: { kind: 'bot' },
    status: 'open',
    messages: [
      { direction: 'in', waId: 'h1', text: 'oi', at: 1_000 },
      { direction: 'out', text: 'Olá!', at: 2_000, by: { kind: 'bot' }, status: 'failed' },
    ],
  });
  const page = await conversationStub(env, clienteId, contactId).messages({ before: null, after: null, limit: 10 });
  const failed = page?.messages.at(-1);
  commandId = (failed?.direction === 'out' ? failed.commandId : null) ?? '';
});

describe('POST …/settle', () => {
  it('D37 drop: the mark goes away, and the audit has it once', async () => {
    expect(await unsettled()).toBe(1);
    const response = await settle({ action: 'drop' });
    expect(response.status).toBe(200);
    expect(SettleResponse.parse(await response.json())).toMatchObject({
      resent: null,
      message: { status: 'failed', settled: { how: 'dropped' } },
    });
    expect((await settle({ action: 'drop' })).status).toBe(200);
    expect(await unsettled()).toBe(0);
    expect(await audits()).toEqual([expect.objectContaining({ action: 'message.dropped', target: commandId })]);
  });

  it('D37 resend: a new message, once, audited', async () => {
    const first = SettleResponse.parse(await (await settle({ action: 'resend', generation: 1 })).json());
    const second = SettleResponse.parse(await (await settle({ action: 'resend', generation: 1 })).json());
    expect(first.resent).toMatchObject({ direction: 'out', content: { text: 'Olá!' }, author: { kind: 'human' } });
    expect(second.resent?.seq).toBe(first.resent?.seq);
    expect(first.control.holder.kind).toBe('human');
    expect(await audits()).toEqual([expect.objectContaining({ action: 'message.resent' })]);
  });

  it('refuses what cannot be: 404, 409, 422, 403', async () => {
    const stale = await settle({ action: 'resend', generation: 0 });
    expect([stale.status, await errorCode(stale)]).toEqual([409, 'stale']);
    const nothing = await settle({ action: 'check' });
    expect([nothing.status, await errorCode(nothing)]).toEqual([409, 'conflict']);
    expect((await settle({ action: 'drop' }, { id: crypto.randomUUID() })).status).toBe(404);
    expect((await settle({ action: 'drop' }, { id: 'x' })).status).toBe(404);
    expect((await settle({ action: 'burn' })).status).toBe(422);
    expect((await settle({ action: 'drop' }, { bearer: viewer })).status).toBe(403);
    expect(await audits()).toEqual([]);
    await settle({ action: 'drop' });
    const late = await settle({ action: 'resend' });
    expect([late.status, await errorCode(late)]).toEqual([409, 'conflict']);
  });
});
