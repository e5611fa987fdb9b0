import { env } from 'cloudflare:workers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { installReplacements } from '../conversation/ports.ts';
import { conversationStub, gatewayStub, inboxStub } from '../stubs.ts';
import { message, ScriptedAgent } from './gateway.fixture.ts';

// The debounce of a demo, so that the real alarm rings at once.
beforeAll(() => installReplacements({ settings: { debounceQuietMs: 20, debounceMaxMs: 40 } }));
afterAll(() => installReplacements({}));

it('a message goes up, its answer comes down, and a takeover is confirmed by the agent: all with the real objects', async () => {
  const clienteId = `cli_${crypto.randomUUID()}`;
  const gateway = gatewayStub(env, clienteId, 'num_loja');
  const { webSocket } = await gateway.fetch(new Request('http://gateway/link', { headers: { Upgrade: 'websocket' } }));
  if (!webSocket) throw new Error('no socket');
  const agent = new ScriptedAgent(webSocket);
  await agent.hello();

  agent.send({ t: 'up', items: [{ s: 1, message: message('wa-1', '471100', 'Vocês entregam hoje?') }] });
  expect(await agent.frame('ack', ({ h }) => h === 1)).toBeTruthy();
  const { items } = await agent.frame('down');
  const [first] = items;
  if (!first) throw new Error('an empty frame');
  const { contactId, commandId } = first.command;
  expect(first.command).toMatchObject({ to: { kind: 'lid', value: '471100' }, class: 'reply' });
  expect(contentText(first.command.content)).not.toBe('');
  agent.send({ t: 'ack', h: first.s, sack: [] });
  agent.send({
    t: 'report',
    items: [
      { r: 1, report: { commandId, contactId, state: 'accepted', reason: null, waId: 'wa-out', at: Date.now() } },
    ],
  });
  expect(await agent.frame('reported')).toEqual({ t: 'reported', r: [1] });

  const conversation = () => conversationStub(env, clienteId, contactId);
  const { row } = (await conversation().detail()) ?? {};
  const taken = await conversation().takeover({
    actor: { userId: 'usr_ana', name: 'Ana' },
    generation: row?.control.generation ?? 0,
    releaseAfterMs: null,
  });
  if (!taken.ok) throw new Error(taken.message);
  const { generation } = taken.row.control;
  expect(await agent.frame('cancel')).toEqual({ t: 'cancel', fences: [{ contactId, minGeneration: generation }] });
  agent.send({ t: 'fenced', contactId, minGeneration: generation, inFlight: [] });
  await expect.poll(async () => (await conversation().detail())?.row.control.fence).toMatchObject({ confirmed: true });

  const listed = async () => {
    const { rows } = await inboxStub(env, clienteId).list({
      view: 'mine',
      userId: 'usr_ana',
      search: 'ana',
      sort: 'recent',
      cursor: null,
      limit: 10,
    });
    return rows.map(({ row }) => [row.contact.contactId, row.control.fence.confirmed]);
  };
  await expect.poll(listed).toEqual([[contactId, true]]);
});
