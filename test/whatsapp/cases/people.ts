import { expectThat } from '../../chaos/report/case.ts';
import { until } from '../../support/wait.ts';
import { soundly } from '../judge.ts';
import { inbound, person, wordsOf, type WhatsAppCase } from './case.ts';

/** Row 41. */
const otherNames: WhatsAppCase = {
  row: 41,
  name: 'a person shows by phone, by phone without its ninth digit and by lid in the middle of a conversation: one contact, one thread, in order',
  run: async (world) => {
    const lia = world.standIn.contact('5511987654101', 'Lia');
    const withoutNinth = world.standIn.contact('551187654101', 'Lia');
    const words = ['Oi, qual o horário?', 'E no sábado?', 'E aceita pix?', 'Então até sábado'];
    const write = [
      () => world.standIn.write(lia, words[0] ?? ''),
      () => world.standIn.write(withoutNinth, words[1] ?? ''),
      () => world.standIn.write(lia, words[2] ?? '', { as: 'lid' }),
      () => world.standIn.write(withoutNinth, words[3] ?? ''),
    ];
    for (const [i, one] of write.entries()) {
      one();
      await until(`message ${i + 1} to be stored`, async () => (await inbound(world, lia)).length > i);
      await until('its answer', async () => (await world.row(lia))?.waitingSince === null);
    }
    expectThat(wordsOf(await inbound(world, lia)).join() === words.join(), 'stored in another order');
    const { rows } = await world.api.conversations('?limit=200');
    const named = rows.filter(({ row }) => row.contact.name === 'Lia');
    expectThat(named.length === 1, `${named.length} conversations of one person`);
    await soundly(world, [lia, withoutNinth]);
    return { 'names of one person': 3, flips: write.length - 1 };
  },
};

/** Row 42. */
const everyKind: WhatsAppCase = {
  row: 42,
  name: 'media, sticker, location, poll, contact card, call, an unknown type, an undecryptable message, an edit, a reaction, a revoke, a group: each is what it is or nothing, and the question behind them is answered',
  run: async (world) => {
    const { standIn } = world;
    const [duda, reader] = [person(world, 'Duda'), world.botPid];
    const group = { ...duda, phone: '5511980000005-1600000000@g.us' };
    const since = world.now;
    const media = { directPath: '/x', mimetype: 'application/octet-stream' };
    const kinds: [type: string, body: string, extra: Record<string, unknown>][] = [
      ['image', '', { ...media, caption: 'olha' }],
      ['video', '', media],
      ['ptt', '', media],
      ['document', '', { ...media, filename: 'nota.pdf' }],
      ['sticker', '', media],
      ['location', '', { lat: -23.5, lng: -46.6, loc: 'Praça' }],
      ['vcard', 'BEGIN:VCARD\nFN:Ana\nEND:VCARD', {}],
      ['poll_creation', '', { pollName: 'Qual?', pollOptions: [] }],
      ['call_log', '', {}],
      ['ciphertext', '', {}],
      ['type_of_tomorrow', 'quem sabe', {}],
    ];
    const ids = kinds.map(([type, body, extra]) => standIn.write(duda, body, { type, extra }));
    standIn.write(group, 'no grupo');
    const order = standIn.write(duda, '2 pizzas');
    const slip = standIn.write(duda, 'ops');
    await until('them to reach the thread', async () => (await inbound(world, duda)).some(({ waId }) => waId === slip));
    standIn.decrypt(ids[9] ?? '', 'agora sim');
    standIn.edit(order, '3 pizzas');
    standIn.react(order, duda, '👍');
    standIn.revoke(slip);
    const question = standIn.write(duda, 'Vocês entregam hoje?');
    const told = [...ids, order, slip, question];
    await until('all to be stored and the question answered', async () => {
      const stored = (await inbound(world, duda)).map(({ waId }) => waId);
      const row = await world.row(duda);
      return told.every((id) => stored.includes(id)) && row?.waitingSince === null;
    });
    const thread = await inbound(world, duda);
    const stored = thread.map(({ waId }) => waId);
    expectThat(new Set(stored).size === stored.length, 'something is stored twice');
    const inTheirOrder = stored.filter((id) => told.includes(id) && id !== ids[9]);
    expectThat(inTheirOrder.join() === told.filter((id) => id !== ids[9]).join(), 'stored in another order');
    await until('the edit', async () => wordsOf(await inbound(world, duda)).includes('3 pizzas'));
    expectThat(!wordsOf(thread).includes('no grupo'), 'a group got in');
    expectThat(standIn.received(duda).length > 0, 'nothing was answered');
    const failed = world
      .lines()
      .slice(since)
      .filter(({ event }) => ['event_failed', 'fault', 'message_refused', 'crashed', 'browser_ended'].includes(event));
    expectThat(failed.length === 0 && world.botPid === reader, `the agent says ${JSON.stringify(failed[0])}`);
    return { kinds: kinds.length, 'edits, reactions, revokes, decryptions': 4, 'messages of a group': 1 };
  },
};

export const peopleCases: WhatsAppCase[] = [otherNames, everyKind];
