import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { conversationStub, gatewayStub, inboxStub, knowledgeStub, objectName, registryStub } from '../stubs.ts';
import { ANA, batchOf, eventually, manualClock, newContact, received } from './conversation.fixture.ts';
import { installReplacements } from './ports.ts';

describe('a conversation among the real objects', () => {
  it('answers out of the knowledge, hands over to the Gateway, shows in the inbox and in the registry', async () => {
    const clienteId = `cli_${crypto.randomUUID().slice(0, 8)}`;
    const clock = manualClock();
    installReplacements({ clock });
    const contact = newContact('Maria');
    const conversation = () => conversationStub(env, clienteId, contact.contactId);
    await gatewayStub(env, clienteId, 'num_loja').register({ clienteId, numberId: 'num_loja', name: 'Loja Demo' });
    await knowledgeStub(env, clienteId).put({
      documentId: 'doc_entrega',
      title: 'Entrega',
      text: 'Entregamos em toda a cidade de Recife.\n\nA entrega custa R$ 10,00.',
    });

    await conversation().ingest(batchOf(contact, [received('Quanto custa a entrega?')], { clienteId }));
    clock.advance(4_000);
    await runDurableObjectAlarm(env.CONVERSATION.getByName(objectName(clienteId, contact.contactId)));
    const reply = await eventually(async () => {
      const out = (await conversation().messages({ before: null, after: null, limit: 10 }))?.messages.find(
        ({ direction }) => direction === 'out',
      );
      if (out?.direction !== 'out') throw new Error('no answer yet');
      return out;
    });
    expect(contentText(reply.content)).toContain('R$ 10,00');
    expect(reply.citations[0]?.title).toContain('Entrega');
    await eventually(async () => expect((await gatewayStub(env, clienteId, 'num_loja').status()).pending).toBe(1));
    expect(await conversation().why()).toMatchObject({ because: 'number_offline', commands: expect.any(Number) });

    const listed = () =>
      inboxStub(env, clienteId).list({
        view: 'all',
        userId: 'usr_ana',
        search: null,
        sort: 'recent',
        cursor: null,
        limit: 10,
      });
    await eventually(async () =>
      expect(
        (await listed()).rows.map(({ row }) => [row.contact.name, row.preview?.author, row.preview?.status]),
      ).toEqual([['Maria', 'bot', 'queued']]),
    );
    await eventually(async () =>
      expect((await registryStub(env, clienteId).list()).find((one) => one.class === 'Conversation')).toMatchObject({
        label: 'Maria',
        state: 'bot · sending',
      }),
    );

    // Nobody is connected, so the answer has certainly not left: the takeover withdraws it.
    const generation = (await conversation().detail())?.row.control.generation ?? 0;
    await conversation().takeover({ actor: ANA, generation, releaseAfterMs: null });
    await eventually(async () => expect((await gatewayStub(env, clienteId, 'num_loja').status()).pending).toBe(0));
    await eventually(async () => {
      const page = await conversation().messages({ before: null, after: null, limit: 10 });
      expect(new Set(page?.messages.map((message) => message.direction === 'out' && message.status))).toEqual(
        new Set([false, 'cancelled']),
      );
    });
  });
});
