import { ConversationResponse, IngestResponse, MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { listDurableObjectIds } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorCode, newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
let numberId: string;
let token: string;
let phones = 0;
const newPhone = (): string => `+55119900${String(++phones).padStart(5, '0')}`;

beforeAll(async () => {
  const cliente = await newCliente();
  numberId = cliente.numberId;
  token = await tokenFor(await newUser(cliente.clienteId, ['agent']));
});

const post = (message: { messageId: string; from: string; text: string; name?: string }) =>
  call('/api/whatsapp/message', { method: 'POST', bearer: token, json: { numberId, ...message } });
const ingest = async (message: Parameters<typeof post>[0]) => IngestResponse.parse(await (await post(message)).json());
const thread = async (contactId: string, query = '') =>
  MessagesResponse.parse(
    await (await call(`/api/whatsapp/conversations/${contactId}/messages${query}`, { bearer: token })).json(),
  );
const texts = async (contactId: string): Promise<string[]> =>
  (await thread(contactId)).messages.flatMap((message) =>
    message.direction === 'in' ? [contentText(message.content)] : [],
  );

const CONTROL = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');

describe('D17 a message by HTTP', () => {
  it.each([
    ['short', 'oi'],
    ['with NUL', 'antes\0depois'],
    ['with every control character', `x${CONTROL}\x7f`],
    ['with lone surrogates', 'a\ud800b\udc00c\udfff'],
    ['of nothing but a lone surrogate', '\ud83d'],
    ['right to left, with marks that turn it', 'שלום \u202eolá\u202c مرحبا'],
    ['of emoji and joiners', '👩‍👩‍👧‍👦 🇧🇷 ❤️‍🔥 é e\u0301'],
    ['of quotes, tags and braces', '<script>alert("1")</script> \'; drop table messages; -- {{x}} ${y} \\'],
    ['with line separators', 'a\u2028b\u2029c\r\nd'],
    ['as long as WhatsApp allows', 'ç'.repeat(65_536)],
    ['as long as that, and all of it escaped', '\u0000'.repeat(65_536)],
    ['as long as that, of lone surrogates', '\udc00'.repeat(65_536)],
  ])('%s is stored and shown as it was sent', async (_, text) => {
    const { contactId, seq, duplicate } = await ingest({ messageId: 'm1', from: newPhone(), text });
    expect({ seq, duplicate }).toEqual({ seq: 1, duplicate: false });
    expect((await texts(contactId))[0] === text).toBe(true);
  });

  it('longer than that is refused by name', async () => {
    const response = await post({ messageId: 'm1', from: newPhone(), text: 'x'.repeat(65_537) });
    expect(response.status).toBe(422);
  });

  it('again is the same message, with the same number', async () => {
    const message = { messageId: 'm1', from: newPhone(), text: 'uma vez' };
    const first = await ingest(message);
    const again = await Promise.all([ingest(message), ingest(message), ingest(message)]);
    for (const one of again) expect(one).toEqual({ ...first, duplicate: true });
    expect(await texts(first.contactId)).toEqual(['uma vez']);
  });

  it('with the same id and another text is a conflict, and stores nothing', async () => {
    const from = newPhone();
    const { contactId } = await ingest({ messageId: 'm1', from, text: 'primeiro' });
    const response = await post({ messageId: 'm1', from, text: 'segundo' });
    expect(response.status).toBe(409);
    expect(await errorCode(response)).toBe('conflict');
    expect(await texts(contactId)).toEqual(['primeiro']);
  });

  it('sent by many at once is there once each, numbered without a gap', async () => {
    const from = newPhone();
    const sent = await Promise.all(
      Array.from({ length: 30 }, (_, i) => ingest({ messageId: `m${i % 15}`, from, text: `n${i % 15}` })),
    );
    const contactId = sent[0]?.contactId ?? '';
    const inbound = (await thread(contactId, '?limit=200')).messages.filter(({ direction }) => direction === 'in');
    expect(inbound.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(15);
  });

  it('from a mobile with and without its ninth digit is of one contact', async () => {
    const long = await ingest({ messageId: 'a', from: '+5511987650001', text: 'com' });
    const short = await ingest({ messageId: 'b', from: '+551187650001', text: 'sem' });
    expect(short.contactId).toBe(long.contactId);
  });

  it('to a number there is not is not found', async () => {
    const json = { numberId: 'num_ninguem', messageId: 'm', from: newPhone(), text: 'oi' };
    expect((await call('/api/whatsapp/message', { method: 'POST', bearer: token, json })).status).toBe(404);
  });
});

describe('a conversation by HTTP', () => {
  const json = (path: string, body: object) => call(path, { method: 'POST', bearer: token, json: body });

  it('is taken over, answered, and given back, each by the generation it was seen at', async () => {
    const { contactId } = await ingest({ messageId: 'm1', from: newPhone(), text: 'oi', name: 'Lívia' });
    const path = `/api/whatsapp/conversations/${contactId}`;
    const before = ConversationResponse.parse(await (await call(path, { bearer: token })).json());
    expect(before.row.contact.name).toBe('Lívia');
    const { generation } = before.row.control;

    const taken = await json(`${path}/takeover`, { generation });
    expect(taken.status).toBe(200);
    const { control } = (await taken.json()) as { control: { generation: number; holder: object; releaseAt: number } };
    expect(control).toMatchObject({ generation: generation + 1, holder: { kind: 'human', via: 'dashboard' } });

    const release = await json(`${path}/release`, { generation });
    expect(release.status).toBe(409);
    const { error } = (await release.json()) as { error: { code: string; current: { generation: number } } };
    expect(error).toMatchObject({ code: 'stale', current: { generation: control.generation } });

    const reply = { contactId, clientId: crypto.randomUUID(), text: 'já te respondo', generation: control.generation };
    const sent = (await (await json('/api/whatsapp/send', reply)).json()) as {
      message: { seq: number; content: object };
    };
    const again = (await (await json('/api/whatsapp/send', reply)).json()) as { message: { seq: number } };
    expect(sent.message.content).toEqual({ type: 'text', text: 'já te respondo' });
    expect(again.message.seq).toBe(sent.message.seq);
    const other = await json('/api/whatsapp/send', { ...reply, text: 'outra coisa' });
    expect([other.status, (await other.json()) as object]).toMatchObject([409, { error: { code: 'conflict' } }]);

    const back = await json(`${path}/release`, { generation: control.generation, note: 'combinado' });
    expect(await back.json()).toMatchObject({ control: { holder: { kind: 'bot' } } });
  });

  it('that does not exist is not found by any route, and none of them brings it into being', async () => {
    const before = (await listDurableObjectIds(env.CONVERSATION)).length;
    const path = '/api/whatsapp/conversations/con_ninguem';
    const answers = await Promise.all([
      call(path, { bearer: token }),
      call(`${path}/messages`, { bearer: token }),
      json(`${path}/takeover`, { generation: 0 }),
      json(`${path}/release`, { generation: 0 }),
      json(`${path}/read`, { inboundCount: 1 }),
      json('/api/whatsapp/send', { contactId: 'con_ninguem', clientId: crypto.randomUUID(), text: 'x', generation: 0 }),
      json(`${path}/messages/${crypto.randomUUID()}/settle`, { action: 'drop' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(7).fill(404));
    expect((await listDurableObjectIds(env.CONVERSATION)).length).toBe(before);
  });

  it('is asked for by an id, and nothing else', async () => {
    for (const id of [
      'x',
      'con_A',
      'con_a:b',
      'cli_demo',
      'con_%00',
      '..%2f..%2fcon_a',
      'con_a%2Fmessages',
      `con_${'a'.repeat(60)}`,
    ]) {
      const response = await call(`/api/whatsapp/conversations/${id}`, { bearer: token });
      expect([id, response.status]).toEqual([id, 404]);
    }
  });

  it('gives its thread in pages', async () => {
    const from = newPhone();
    let contactId = '';
    for (let i = 1; i <= 7; i++) ({ contactId } = await ingest({ messageId: `m${i}`, from, text: String(i) }));
    const seqs = async (query: string) => (await thread(contactId, query)).messages.map(({ seq }) => seq);
    expect(await seqs('?limit=3')).toEqual([5, 6, 7]);
    expect(await seqs('?limit=3&before=5')).toEqual([2, 3, 4]);
    expect(await seqs('?limit=3&after=0')).toEqual([1, 2, 3]);
    expect(await thread(contactId, '?limit=3&before=3')).toMatchObject({ hasMoreBefore: false, hasMoreAfter: true });
  });
});
