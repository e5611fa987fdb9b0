import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { Contact } from '../../bot-agent/test/standin/standin.ts';
import { until } from '../support/wait.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start(mkdtempSync(join(tmpdir(), 'oconnector-wa-')));
  await world.startBot();
});
afterEach(() => {
  world.standIn.taking = 'ok';
  world.standIn.turn({ sends: 'ok', history: 'ok' });
});
afterAll(() => world.stop());

const inbound = (thread: Message[]) =>
  thread.flatMap((message) => (message.direction === 'in' ? [contentText(message.content)] : []));
const outbound = (thread: Message[]) => thread.filter((message) => message.direction === 'out');

let next = 0;
const person = (name: string, knownLid = false): Contact =>
  world.standIn.contact(`55119812${String(++next).padStart(5, '0')}`, name, knownLid);

/** What reached WhatsApp for a contact comes to be what the thread says was sent, each once: an answer may have several parts. */
const expectOnce = async (contact: Contact): Promise<void> => {
  const given = () => world.standIn.truth().filter(({ chat }) => chat === contact.phone || chat === contact.lid);
  const taken = () => given().filter(({ k }) => k === 'out');
  await until('what WhatsApp has to be what the thread shows', async () => {
    const shown = outbound(await world.thread(contact)).filter(({ author }) => author.kind === 'bot');
    const ids = taken().map(({ id }) => id);
    return ids.length > 0 && ids.join() === shown.map(({ waId }) => waId).join();
  });
  expect(given().filter(({ k }) => k === 'repeat')).toEqual([]);
  const bodies = taken().map(({ body }) => body);
  expect(new Set(bodies).size, bodies.join(' | ')).toBe(bodies.length);
};

it('is linked by a QR that reaches nobody but the owner, and is ready', async () => {
  await world.untilState('qr');
  world.standIn.scan();
  await world.untilState('ready');
  expect((await world.channel())?.channel).toBe('whatsapp-web');
  expect(world.text()).not.toContain(`${world.standIn.ref},`);
});

it('answers a contact, and the ticks go up', async () => {
  const ana = person('Ana');
  world.standIn.write(ana, 'Vocês entregam hoje?');
  await world.untilAnswered(ana, 1);
  world.standIn.tick(ana, 2);
  await until('the delivery tick', async () =>
    outbound(await world.thread(ana)).every(({ status }) => status === 'delivered'),
  );
  world.standIn.tick(ana, 3);
  await until('the read tick', async () => outbound(await world.thread(ana)).every(({ status }) => status === 'read'));
  expect((await world.row(ana))?.contact.name).toBe('Ana');
  await expectOnce(ana);
});

it('one person by lid and by phone is one conversation', async () => {
  const bia = person('Bia');
  world.standIn.write(bia, 'Oi, qual o horário de vocês?', { as: 'lid' });
  await world.untilAnswered(bia, 1);
  world.standIn.write(bia, 'E aceita pix?');
  await until('both to be stored', async () => inbound(await world.thread(bia)).length === 2);
  expect(inbound(await world.thread(bia))).toEqual(['Oi, qual o horário de vocês?', 'E aceita pix?']);
  const { rows } = await world.api.conversations('?limit=200');
  expect(rows.filter(({ row }) => row.contact.name === 'Bia')).toHaveLength(1);
  await expectOnce(bia);
});

it('is silent where the owner answered on the phone, and nowhere else; its own echoes are no owner', async () => {
  const [caio, dora] = [person('Caio'), person('Dora')];
  world.standIn.write(caio, 'Qual o horário?');
  await world.untilAnswered(caio, 1);
  await expectOnce(caio);
  const answers = world.standIn.received(caio);
  expect((await world.row(caio))?.control.holder.kind).toBe('bot');
  world.standIn.writeAsOwner(caio, 'Oi Caio, eu mesmo cuido disso');
  await until('the owner to have control', async () => (await world.row(caio))?.control.holder.kind !== 'bot');
  world.standIn.write(caio, 'Qual o horário mesmo?');
  await until('the message to be stored', async () => inbound(await world.thread(caio)).length === 2);
  world.standIn.write(dora, 'Qual o horário?');
  await world.untilAnswered(dora, 1);
  expect(world.standIn.received(caio)).toEqual(answers);
  const phone = outbound(await world.thread(caio)).filter(({ author }) => author.kind === 'phone');
  expect(phone.map(({ content }) => contentText(content))).toEqual(['Oi Caio, eu mesmo cuido disso']);
});

it('stores what came while it was down once and in order, and answers only what is not old', async () => {
  const [eva, fabi] = [person('Eva'), person('Fabi', true)];
  const idsOf = async (contact: Contact) =>
    (await world.thread(contact)).flatMap((message) => (message.direction === 'in' ? [message.waId] : []));
  await world.endBot('SIGKILL');
  const hoursAgo = (hours: number) => Date.now() - hours * 60 * 60_000;
  const old = [3, 2.5, 2].map((hours) =>
    world.standIn.write(eva, `Qual o horário? (${hours})`, { at: hoursAgo(hours) }),
  );
  const fresh = [1, 2, 3, 4].map((n) =>
    world.standIn.write(fabi, `Qual o horário? (${n})`, { as: n % 2 ? 'lid' : 'phone' }),
  );
  await world.startBot();
  await until('all to be stored', async () => (await idsOf(eva)).length === 3 && (await idsOf(fabi)).length === 4);
  await world.untilAnswered(fabi, 1);
  expect(await idsOf(eva)).toEqual(old);
  expect((await idsOf(fabi)).toSorted()).toEqual(fresh.toSorted());
  expect(world.standIn.received(eva)).toEqual([]);
  expect(world.standIn.scans).toBe(1);
  // Told again by the next scan, it is known.
  await world.endBot('SIGTERM');
  await world.startBot();
  const scans = () => world.lines().filter(({ event }) => event === 'history_scanned').length;
  const before = scans();
  await until('another scan', () => scans() > before);
  expect(await idsOf(eva)).toEqual(old);
  expect(await idsOf(fabi)).toHaveLength(4);
});

it.each([
  ['WhatsApp has it and has not said so', () => (world.standIn.taking = 'mute')],
  ['it is in the page, and WhatsApp has not got it', () => world.standIn.turn({ sends: 'hold' })],
  ['it has not even reached the page', () => world.standIn.turn({ sends: 'hang' })],
])('the browser is killed in the middle of a send, when %s: nothing is sent twice', async (_when, misbehave) => {
  const gil = person('Gil');
  await world.untilState('ready');
  misbehave();
  const browser = await world.killedInASend(async () => {
    world.standIn.write(gil, 'Qual o horário?');
    if (world.standIn.taking === 'mute')
      await until('WhatsApp to have it', () => world.standIn.received(gil).length === 1);
  });
  world.standIn.taking = 'ok';
  world.standIn.turn({ sends: 'ok' });
  await world.untilReadyAgain(browser);
  await world.untilAnswered(gil, 1);
  await expectOnce(gil);
});

it.each(['after_intent', 'after_wa_accept'])(
  'the agent is killed at %s: its browser does not outlive it, and nothing is sent twice',
  async (failpoint) => {
    await world.endBot('SIGTERM');
    await world.startBot({ FAILPOINT: `${failpoint}:kill` });
    const hugo = person('Hugo');
    world.standIn.write(hugo, 'Qual o horário?');
    await world.botGone();
    await world.startBot();
    await world.untilAnswered(hugo, 1);
    await expectOnce(hugo);
  },
);

it('what nobody can look up is shown as unknown, and is not sent again', async () => {
  const iris = person('Iris');
  // More than the page has in memory after a start, so that a look must load.
  for (const n of [1, 2, 3, 4]) world.standIn.write(iris, `Qual o horário? (${n})`);
  await world.untilAnswered(iris, 1);
  world.standIn.turn({ sends: 'hang' });
  const browser = await world.killedInASend(() => world.standIn.write(iris, 'E agora?'));
  world.standIn.turn({ sends: 'ok', history: 'fail' });
  await world.untilReadyAgain(browser);
  const unknown = await until('the outcome to be unknown', async () =>
    outbound(await world.thread(iris)).find(({ status }) => status === 'unknown'),
  );
  world.standIn.turn({ history: 'ok' });
  // What comes after it goes out, so the agent is past it.
  const before = world.standIn.received(iris).length;
  world.standIn.write(iris, 'Aceita pix?');
  await until('the next answer', () => world.standIn.received(iris).length > before);
  expect(world.standIn.truth().map(({ id }) => id)).not.toContain(unknown.waId);
});

it('where the page lets nobody choose an id, its echoes are still no owner, and a killed send is found by its words', async () => {
  await world.untilState('ready');
  world.standIn.turn({ ids: 'frozen' });
  const [joao, kim] = [person('João'), person('Kim')];
  world.standIn.write(joao, 'Qual o horário?');
  await world.untilAnswered(joao, 1);
  await expectOnce(joao);
  world.standIn.taking = 'mute';
  const browser = await world.killedInASend(async () => {
    world.standIn.write(kim, 'Qual o horário?');
    await until('WhatsApp to have it', () => world.standIn.received(kim).length === 1);
  });
  world.standIn.taking = 'ok';
  await world.untilReadyAgain(browser);
  await world.untilAnswered(kim, 1);
  await expectOnce(kim);
  for (const contact of [joao, kim]) {
    expect((await world.row(contact))?.control.holder.kind).toBe('bot');
    expect(
      (await world.thread(contact)).filter((one) => one.direction === 'out' && one.author.kind === 'phone'),
    ).toEqual([]);
    for (const { waId } of outbound(await world.thread(contact))) expect(waId).toMatch(/^3EB0[0-9A-F]{18}$/);
  }
});

it('a voice note comes in and is heard in the thread, and a picture goes out to the contact, each whole and once', async () => {
  await world.untilState('ready');
  const lia = person('Lia');
  const voice = Buffer.from(`OggS${'\0'.repeat(24)}OpusHead${'voz'.repeat(50_000)}`, 'latin1');
  world.standIn.writeFile(lia, voice, 'ptt', { mimetype: 'audio/ogg; codecs=opus', duration: 9 });
  const heard = await until('the voice note to be ready', async () =>
    (await world.thread(lia)).find((one) => one.direction === 'in' && one.media?.state === 'ready'),
  );
  if (heard.direction !== 'in' || heard.content.type !== 'media') throw new Error('no voice note');
  expect(heard.content.media).toMatchObject({ kind: 'audio', voice: true, durationMs: 9_000 });
  const { type, bytes } = await world.api.file(heard.content.media.mediaId);
  expect([type, bytes.equals(voice)]).toEqual(['audio/ogg', true]);

  const picture = Buffer.from(`\x89PNG\r\n\x1a\n${'foto'.repeat(40_000)}`, 'latin1');
  const contactId = (await world.row(lia))?.contact.contactId ?? '';
  const sent = await world.api.sendFile(contactId, Uint8Array.from(picture), { kind: 'image' }, 'o cardápio');
  const given = () => world.standIn.truth().filter(({ chat, file }) => chat === lia.phone && file !== null);
  await until('WhatsApp to have the picture', () => given().length > 0);
  await until('its tick', async () =>
    outbound(await world.thread(lia)).some(({ seq, status }) => seq === sent.seq && status === 'accepted'),
  );
  const [line] = given();
  expect(line).toMatchObject({ k: 'out', type: 'image', file: { caption: 'o cardápio', mimetype: 'image/png' } });
  expect(line && world.standIn.fileOf(line)?.equals(picture)).toBe(true);
  expect(given()).toHaveLength(1);
});
