import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { becomes, eventually, startReady, startRig, type Rig } from './rig.ts';
import { bodyHashOf, waOutIdOf } from '../../bot-agent/src/identity.ts';
import type { ChannelEvent } from '../../bot-agent/src/channel/port.ts';

const messages = (rig: Rig) => rig.told.filter((event) => event.kind === 'message');
const phone = (digits: string) => ({ kind: 'phone' as const, value: `+${digits}` });
const text = (words: string) => ({ type: 'text' as const, text: words });
const acks = (rig: Rig, waId: string) =>
  rig.told.flatMap((event: ChannelEvent) => (event.kind === 'ack' && event.waId === waId ? [event.level] : []));

describe('a linked device', { timeout: 120_000 }, () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startReady();
  }, 120_000);
  afterAll(() => rig.end(), 60_000);

  it('went from a QR to ready', () => {
    const states = rig.states();
    expect(states[0]).toBe('qr');
    expect(states.at(-1)).toBe('ready');
    expect(rig.told.find((event) => event.kind === 'pairing')).toMatchObject({ pairing: { kind: 'qr', number: 1 } });
    expect(rig.told.findLast((event) => event.kind === 'pairing')).toEqual({ kind: 'pairing', pairing: null });
  });

  it('hears a contact, by phone and by lid, under both names', async () => {
    const ana = rig.standIn.contact('5511980000001');
    const id = rig.standIn.write(ana, 'oi', { as: 'lid' });
    await eventually(() => rig.texts()).toEqual(['oi']);
    rig.standIn.write(ana, 'tem bolo?');
    await eventually(() => rig.texts()).toEqual(['oi', 'tem bolo?']);
    expect(messages(rig).map(({ message }) => message.contact)).toEqual([
      [{ kind: 'lid', value: '9' + '5511980000001'.padStart(14, '0') }, phone('5511980000001')],
      [phone('5511980000001'), { kind: 'lid', value: '9' + '5511980000001'.padStart(14, '0') }],
    ]);
    expect(messages(rig)[0]?.message).toMatchObject({ waId: id, fromMe: false, pushName: 'Ana', old: false });
  });

  it('sends under our own id, hears its echo before it knows, and every tick after that', async () => {
    const bia = rig.standIn.contact('5511980000002', 'Bia');
    const waOutId = waOutIdOf('command-1');
    const sent = await rig.channel.send({
      to: phone('5511980000002'),
      content: text('BEGIN:VCARD é só texto'),
      waOutId,
    });
    expect(sent).toEqual({ kind: 'handed', waId: waOutId });
    await eventually(() => rig.standIn.received(bia)).toEqual(['BEGIN:VCARD é só texto']);
    rig.standIn.tick(bia, 2);
    rig.standIn.tick(bia, 3);
    await eventually(() => acks(rig, waOutId)).toEqual([1, 2, 3]);
    await eventually(() => messages(rig).some(({ message }) => message.waId === waOutId && message.fromMe)).toBe(true);
    expect(rig.standIn.seen).toEqual([]);
  });

  it('keeps each id with its own message when several are sent at once', async () => {
    const people = [11, 12, 13, 14].map((n) => rig.standIn.contact(`55119800000${n}`));
    const results = await Promise.all(
      people.map((_, i) =>
        rig.channel.send({
          to: phone(`55119800000${11 + i}`),
          content: text(`oi ${i}`),
          waOutId: waOutIdOf(`many-${i}`),
        }),
      ),
    );
    expect(results).toEqual(people.map((_, i) => ({ kind: 'handed', waId: waOutIdOf(`many-${i}`) })));
    await eventually(() => rig.standIn.truth().filter(({ body }) => body.startsWith('oi '))).toHaveLength(4);
    for (const { id, body } of rig.standIn.truth().filter((line) => line.body.startsWith('oi ')))
      expect(id).toBe(waOutIdOf(`many-${body.slice(3)}`));
  });

  it('answers to a page that lets nobody choose an id, with the id that it made', async () => {
    const caio = rig.standIn.contact('5511980000003', 'Caio');
    rig.standIn.turn({ ids: 'frozen' });
    const sent = await rig.channel.send({
      to: phone('5511980000003'),
      content: text('oi Caio'),
      waOutId: waOutIdOf('c'),
    });
    await eventually(() => rig.standIn.received(caio)).toEqual(['oi Caio']);
    const [line] = rig.standIn.truth().filter(({ body }) => body === 'oi Caio');
    expect(sent).toEqual({ kind: 'handed', waId: line?.id });
    expect(line?.id).not.toBe(waOutIdOf('c'));
    const found = await rig.channel.findSent({
      to: phone('5511980000003'),
      waOutId: waOutIdOf('c'),
      bodyHash: bodyHashOf(text('oi Caio')),
      since: Date.now() - 60_000,
    });
    expect(found).toMatchObject([{ waId: line?.id, level: 1 }]);
  });

  it('finds what it sent by its id, also where the person is now shown by lid, and nothing that it did not send', async () => {
    const query = { bodyHash: bodyHashOf(text('never sent')), since: Date.now() - 60_000 };
    const byPhone = { ...query, to: phone('5511980000002'), waOutId: waOutIdOf('command-1') };
    await eventually(() => rig.channel.findSent(byPhone).then(([one]) => one?.level)).toBe(3);
    expect(await rig.channel.findSent({ ...byPhone, waOutId: waOutIdOf('other') })).toEqual([]);
  });

  it('says no where WhatsApp knows nobody by that number, and sends nothing', async () => {
    const before = rig.standIn.truth().length;
    const sent = await rig.channel.send({
      to: phone('5511900000000'),
      content: text('oi?'),
      waOutId: waOutIdOf('nobody'),
    });
    expect(sent).toEqual({ kind: 'refused', reason: 'no such WhatsApp account' });
    expect(rig.standIn.truth()).toHaveLength(before);
  });

  it('shows that it types', async () => {
    await rig.channel.typing(phone('5511980000002'), true);
    await rig.channel.typing(phone('5511980000002'), false);
    await eventually(() => rig.standIn.typed).toEqual([
      { chat: '5511980000002@c.us', state: 'composing' },
      { chat: '5511980000002@c.us', state: 'paused' },
    ]);
  });

  it('tells what the owner wrote on the phone as from the number itself', async () => {
    const dora = rig.standIn.contact('5511980000004', 'Dora');
    const id = rig.standIn.writeAsOwner(dora, 'deixa comigo');
    await eventually(() => rig.texts()).toContain('deixa comigo');
    const own = messages(rig).find(({ message }) => message.waId === id);
    expect(own).toMatchObject({ message: { fromMe: true, pushName: null } });
    expect(own?.message.contact[0]).toEqual(phone('5511980000004'));
  });

  it('says of what it cannot carry what it is, and is silent about groups, statuses and notes to oneself', async () => {
    const eva = rig.standIn.contact('5511980000005', 'Eva');
    const group = { ...eva, phone: '5511980000005-1600000000@g.us' };
    const before = messages(rig).length;
    // Without a place where it lies a file cannot be had.
    rig.standIn.write(eva, '/9j/4AAQ', { type: 'image', extra: { caption: 'olha' } });
    rig.standIn.write(eva, '', { type: 'ptt' });
    rig.standIn.write(eva, '', { type: 'location', extra: { lat: -23.5, lng: -46.6, loc: 'Praça' } });
    rig.standIn.write(eva, '', { type: 'poll_creation', extra: { pollName: 'Qual?', pollOptions: [] } });
    rig.standIn.write(eva, '', { type: 'e2e_notification' });
    rig.standIn.write(group, 'no grupo');
    rig.standIn.writeAsOwner({ ...eva, phone: '551155500100@c.us' }, 'nota para mim');
    rig.standIn.write(eva, 'estado', { extra: { isStatusV3: true } });
    rig.standIn.write(eva, 'quem sabe', { type: 'type_of_tomorrow' });
    await eventually(() => messages(rig).slice(before).length).toBe(5);
    expect(
      messages(rig)
        .slice(before)
        .map(({ message }) => message.content),
    ).toEqual([
      { type: 'unsupported', what: 'image', caption: 'olha' },
      { type: 'unsupported', what: 'audio' },
      { type: 'unsupported', what: 'location', caption: 'Praça\n-23.5, -46.6' },
      { type: 'unsupported', what: 'poll', caption: 'Qual?' },
      { type: 'unsupported', what: 'other', caption: 'quem sabe' },
    ]);
  });

  it('tells a message that is decrypted late, an edit with its new words, a revoke and a reaction', async () => {
    const fabi = rig.standIn.contact('5511980000006', 'Fabi');
    const secret = rig.standIn.write(fabi, '', { type: 'ciphertext' });
    const order = rig.standIn.write(fabi, '2 pizzas');
    await eventually(() => rig.texts()).toContain('2 pizzas');
    rig.standIn.decrypt(secret, 'agora sim');
    rig.standIn.edit(order, '3 pizzas');
    await eventually(() => rig.texts()).toContain('agora sim');
    expect(messages(rig).find(({ message }) => message.waId === secret)).toBeDefined();
    await eventually(() => messages(rig).at(-1)?.message).toMatchObject({
      content: { type: 'text', text: '3 pizzas' },
      about: { kind: 'edited', waId: order, fromMe: false },
    });
    rig.standIn.react(order, fabi, '👍');
    rig.standIn.revoke(order);
    const changes = () => messages(rig).flatMap(({ message: { about } }) => (about ? [[about.kind, about.waId]] : []));
    await eventually(changes).toEqual([
      ['edited', order],
      ['reaction', order],
      ['revoked', order],
    ]);
  });

  it('finds edits and deletions in the history too, each under the id that it was told by', async () => {
    const iara = rig.standIn.contact('5511980000016', 'Iara');
    const [order, secret] = ['2 cocas', 'apague'].map((body) => rig.standIn.write(iara, body));
    await eventually(() => rig.texts()).toContain('apague');
    rig.standIn.edit(order ?? '', '3 cocas');
    rig.standIn.revoke(secret ?? '');
    const changes = () => messages(rig).flatMap(({ message }) => (message.about ? [message] : []));
    await eventually(() =>
      changes().filter(({ about }) => about?.waId === order || about?.waId === secret),
    ).toHaveLength(2);
    const found = await rig.channel.history({ chat: '5511980000016@c.us', since: 0, limit: 500 });
    expect(found.map(({ waId, about }) => [waId, about?.kind])).toEqual([
      [order, undefined],
      [changes().find(({ about }) => about?.waId === order)?.waId, 'edited'],
      [`${secret}.revoked`, 'revoked'],
    ]);
  });

  it('T12 tells what a message answers and that it was passed on, live and from the history, and neither of other messages', async () => {
    const kim = rig.standIn.contact('5511980000018', 'Kim');
    const own = rig.standIn.writeAsOwner(kim, 'entregamos até as 18h');
    const photo = rig.standIn.writeFile(kim, Buffer.from('x'), 'image', {
      caption: 'este bolo',
      mimetype: 'image/jpeg',
    });
    const answers = [
      rig.standIn.answer(kim, own, 'hoje também?'),
      rig.standIn.answer(kim, photo, 'quanto é?'),
      rig.standIn.answer(kim, '3A00', 'e isto?'),
    ];
    rig.standIn.forward(kim, 'vejam');
    rig.standIn.forward(kim, 'corrente', 7);
    await eventually(() => rig.texts()).toContain('corrente');
    const ofKim = () =>
      messages(rig).flatMap(({ message }) =>
        message.contact.some(({ value }) => value === '+5511980000018') ? [message] : [],
      );
    expect(ofKim().map(({ quoted, forwarded }) => quoted ?? forwarded ?? null)).toEqual([
      null,
      null,
      { waId: own, fromMe: true, excerpt: { text: 'entregamos até as 18h' } },
      { waId: photo, fromMe: false, excerpt: { text: 'este bolo', what: 'image' } },
      { waId: '3A00', fromMe: null, excerpt: { text: '', what: 'other' } },
      'forwarded',
      'many_times',
    ]);
    expect(ofKim().map(({ waId }) => waId)).toEqual(expect.arrayContaining(answers));
    const found = await rig.channel.history({ chat: '5511980000018@c.us', since: 0, limit: 500 });
    expect(found.map(({ waId, quoted, forwarded }) => ({ waId, quoted, forwarded }))).toEqual(
      ofKim().map(({ waId, quoted, forwarded }) => ({ waId, quoted, forwarded })),
    );
  });

  it('says what a sticker, a contact card, a call, a quote and a forwarded message are', async () => {
    const jo = rig.standIn.contact('5511980000017', 'Jo');
    const before = messages(rig).length;
    rig.standIn.write(jo, '', { type: 'sticker', extra: { directPath: '/x' } });
    rig.standIn.write(jo, 'BEGIN:VCARD', { type: 'vcard', extra: { vcardFormattedName: 'Bia' } });
    rig.standIn.write(jo, '', { type: 'call_log' });
    rig.standIn.write(jo, 'sim, esse', {
      extra: { quotedStanzaID: '3A00', quotedMsg: { type: 'chat', body: 'qual?' } },
    });
    rig.standIn.write(jo, 'vejam', { extra: { isForwarded: true, forwardingScore: 5 } });
    await eventually(() => messages(rig).length - before).toBe(5);
    expect(
      messages(rig)
        .slice(before)
        .map(({ message }) => message.content),
    ).toMatchObject([
      { type: 'media', media: { kind: 'sticker' } },
      { type: 'unsupported', what: 'contact', caption: 'Bia' },
      { type: 'unsupported', what: 'call' },
      { type: 'text', text: 'sim, esse' },
      { type: 'text', text: 'vejam' },
    ]);
  });

  it('reads a chat page by page, in the order of WhatsApp, from the watermark on', async () => {
    const gil = rig.standIn.contact('5511980000007', 'Gil');
    const start = Date.now() - 3 * 24 * 60 * 60_000;
    const ids = Array.from({ length: 60 }, (_, i) =>
      rig.standIn.write(gil, `n${i}`, { at: start + Math.floor(i / 4) * 1_000 }),
    );
    await eventually(() => rig.texts().filter((words) => /^n\d+$/.test(words)).length).toBe(60);
    await rig.again();
    await becomes(rig, 'ready');
    const chat = '5511980000007@c.us';
    const all = await rig.channel.history({ chat, since: start - 1_000, limit: 500 });
    expect(all.map(({ waId }) => waId)).toEqual(ids);
    const some = await rig.channel.history({ chat, since: start + 10_000, limit: 500 });
    expect(some.map(({ waId }) => waId)).toEqual(ids.slice(40));
    const newest = await rig.channel.history({ chat, since: 0, limit: 5 });
    expect(newest.map(({ waId }) => waId)).toEqual(ids.slice(-5));
    const refs = await rig.channel.chats();
    expect(refs.find((ref) => ref.chat === chat)).toMatchObject({ lastWaId: ids.at(-1), lastFromMe: false });
    expect(refs.some((ref) => ref.chat.endsWith('@g.us'))).toBe(false);
  });

  it('came back without another QR, and nothing of the history came as an event', () => {
    expect(rig.standIn.scans).toBe(1);
    expect(rig.states()).not.toContain('qr');
    expect(messages(rig)).toEqual([]);
  });

  it('throws, for nobody knows, when the page fails a send or its history', async () => {
    rig.standIn.contact('5511980000008', 'Hugo');
    rig.standIn.turn({ ids: 'free', sends: 'fail', history: 'fail' });
    const send = { to: phone('5511980000008'), content: text('oi Hugo'), waOutId: waOutIdOf('hugo') };
    await eventually(() =>
      rig.channel.send(send).then(
        () => 'sent',
        () => 'thrown',
      ),
    ).toBe('thrown');
    await expect(rig.channel.history({ chat: '5511980000007@c.us', since: 0, limit: 500 })).rejects.toThrow(/history/);
    rig.standIn.turn({ sends: 'ok', history: 'ok' });
    await eventually(() =>
      rig.channel.send(send).then(
        ({ kind }) => kind,
        () => 'thrown',
      ),
    ).toBe('handed');
  });
});

describe('a device that is being linked', { timeout: 120_000 }, () => {
  it('shows each new QR, and a code where a number is given', async () => {
    const rig = await startRig();
    await eventually(() => rig.channel.status()).toMatchObject({ state: 'qr', detail: 'code 1' });
    rig.standIn.rotate();
    await eventually(() => rig.channel.status()).toMatchObject({ state: 'qr', detail: 'code 2' });
    // WhatsApp stops making QRs when nobody scans.
    rig.standIn.become('UNPAIRED_IDLE');
    await eventually(() => rig.channel.status()).toMatchObject({ state: 'qr', detail: 'code 3' });
    const texts = rig.told.flatMap((event) => (event.kind === 'pairing' && event.pairing ? [event.pairing.text] : []));
    expect(texts.map((qr) => qr.split(',')[0])).toEqual(['ref0', 'ref1', 'ref2']);
    expect(JSON.stringify(rig.seen)).not.toContain(texts[0]);
    await rig.again({ pairPhone: '5511955500100' });
    await eventually(() => rig.channel.status().state).toBe('pairing_code');
    await eventually(() => rig.told.findLast((event) => event.kind === 'pairing')).toMatchObject({
      pairing: { kind: 'code', text: 'CODE0001' },
    });
    await rig.end();
  });
});
