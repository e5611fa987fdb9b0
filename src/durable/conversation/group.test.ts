import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { viewsOf } from '@oconnector/protocol/model/inbox-view.ts';
import { ANA, batchOf, eventually, received, scene, storedAndFolded } from './conversation.fixture.ts';

const setUp = () => {
  const group: Contact = {
    contactId: `con_${crypto.randomUUID().slice(0, 8)}`,
    name: 'Família',
    phone: null,
    aliases: [{ kind: 'group', value: '120363041234567890' }],
  };
  const around = scene(env, group);
  return {
    ...around,
    take: (...texts: string[]) =>
      around.conversation().ingest(
        batchOf(
          group,
          texts.map((text) => received(text, { speaker: 'Zé' })),
        ),
      ),
    ring: async () => {
      around.clock.advance(20_000);
      await runDurableObjectAlarm(around.stub());
    },
  };
};
const REST = { kind: 'paused', reason: 'group' };

it('T11 what is said in a group is stored with who said it, waits for nobody and is never answered', async () => {
  const { take, ring, row, thread, assistant, gateway, stub } = setUp();
  await take('alguém sabe o horário?', 'PARAR');
  await ring();
  expect(assistant.inputs).toEqual([]);
  expect(gateway.enqueued).toEqual([]);
  const { control, waitingSince, inboundCount } = await row();
  expect({ holder: control.holder, waitingSince, inboundCount }).toEqual({
    holder: REST,
    waitingSince: null,
    inboundCount: 2,
  });
  expect(await thread()).toMatchObject([{ speaker: 'Zé' }, { direction: 'in' }]);
  expect(viewsOf(await row(), ANA.userId)).toEqual(['all']);
  const { stored, folded } = await storedAndFolded(stub());
  expect(stored).toEqual(folded);
});

it('T11 a person may write there, and what they give back comes to rest, never to the bot', async () => {
  const { take, ring, row, generation, conversation, gateway, assistant } = setUp();
  await take('oi');
  const say = { actor: ANA, clientId: crypto.randomUUID(), text: 'bom dia', generation: await generation() };
  expect(await conversation().send(say)).toMatchObject({ ok: true });
  await eventually(() =>
    expect(gateway.enqueued.map(({ to }) => to)).toEqual([{ kind: 'group', value: '120363041234567890' }]),
  );
  for (const resolve of [false, true, false]) {
    await conversation().release({ actor: ANA, generation: await generation(), note: null, resolve });
    expect((await row()).control.holder).toEqual(resolve ? { kind: 'paused', reason: 'resolved' } : REST);
  }
  await conversation().release({ actor: ANA, generation: await generation(), note: null, resolve: true });
  await take('de novo');
  await ring();
  expect((await row()).control.holder).toEqual(REST);
  expect(assistant.inputs).toEqual([]);
});
