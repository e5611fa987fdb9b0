import { describe, expect, it } from 'vitest';
import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { MAX_TEXT_LENGTH } from '@oconnector/protocol/limits.ts';
import { contentOf } from './content.ts';
import { readMessage, type PageMessage } from './page-message.ts';
import { levelOf, SILENT_TYPES, translate } from './translate.ts';

const ANA = '5511987654321@c.us';
const model = (over: Record<string, unknown> = {}): PageMessage => {
  const read = readMessage({
    id: { fromMe: false, remote: ANA, id: '3A00', _serialized: `false_${ANA}_3A00` },
    type: 'chat',
    t: 1_800_000_000,
    body: 'oi',
    notifyName: 'Ana',
    ...over,
  });
  if (read === null) throw new Error('not a message');
  return read;
};
const id = (remote: unknown, fromMe = false) => ({ id: { fromMe, remote, id: '3A00' } });

describe('what a message says', () => {
  it('are its words, as they are', () => {
    for (const body of ['oi', ' \n', 'a\0b', '\u202eabc', '👩‍👩‍👧', 'BEGIN:VCARD'])
      expect(contentOf(model({ body }))).toEqual({ type: 'text', text: body });
    expect(contentOf(model({ type: 'list_response', body: 'Centro' }))).toEqual({ type: 'text', text: 'Centro' });
  });

  it('are a file with the room it takes, where the page tells it', () => {
    const image = { type: 'image', directPath: '/v/x', mimetype: 'image/jpeg', size: 900 };
    const room = (over: object) => {
      const content = contentOf(model({ ...image, ...over }));
      return content.type === 'media' ? [content.media.width, content.media.height] : content.type;
    };
    expect(room({ width: 600, height: 800 })).toEqual([600, 800]);
    expect(room({ width: 600 })).toEqual([undefined, undefined]);
    expect(room({ width: 0, height: -1 })).toEqual([undefined, undefined]);
    expect(room({ width: '600', height: 800.5 })).toEqual([undefined, undefined]);
  });

  it.each([
    [
      { type: 'image', caption: 'olha' },
      { what: 'image', caption: 'olha' },
    ],
    [{ type: 'image', body: '/9j/4AAQSkZJRg' }, { what: 'image' }],
    [{ type: 'ptt' }, { what: 'audio' }],
    [
      { type: 'document', filename: 'a.pdf', caption: 'segue' },
      { what: 'document', caption: 'a.pdf\nsegue' },
    ],
    [{ type: 'sticker' }, { what: 'sticker' }],
    [
      { type: 'location', lat: -23.5, lng: -46.6, body: 'jpeg' },
      { what: 'location', caption: '-23.5, -46.6' },
    ],
    [
      { type: 'vcard', vcardFormattedName: 'Bia' },
      { what: 'contact', caption: 'Bia' },
    ],
    [
      { type: 'poll_creation', pollName: 'Qual?' },
      { what: 'poll', caption: 'Qual?' },
    ],
    [{ type: 'call_log', body: '' }, { what: 'call' }],
    [{ type: 'ciphertext', body: '' }, { what: 'undecryptable' }],
    [
      { type: 'order', body: 'pedido 3' },
      { what: 'other', caption: 'pedido 3' },
    ],
    [{ type: 'never heard of', body: 7 }, { what: 'other' }],
  ])('is honest about what it cannot carry: %j', (over, content) => {
    expect(contentOf(model({ body: undefined, ...over }))).toEqual({ type: 'unsupported', ...content });
  });

  it('is never longer than the wire takes', () => {
    const received = translate(model({ body: 'x'.repeat(MAX_TEXT_LENGTH + 10) }));
    expect(
      ReceivedMessage.safeParse({ ...received?.message, contact: [{ kind: 'lid', value: '12345' }] }).success,
    ).toBe(true);
  });
});

describe('which messages are between the shop and a person', () => {
  it('those by phone and by lid, from either side', () => {
    expect(translate(model())).toEqual({
      chat: ANA,
      message: {
        waId: '3A00',
        fromMe: false,
        pushName: 'Ana',
        content: { type: 'text', text: 'oi' },
        sentAt: 1_800_000_000_000,
        old: false,
      },
    });
    expect(translate(model(id({ _serialized: '123456789@lid' }, true)))).toMatchObject({
      chat: '123456789@lid',
      message: { fromMe: true, pushName: null },
    });
  });

  it("in a group the name is that of whoever spoke, never the contact's", () => {
    const group = { _serialized: '120363041234567890@g.us' };
    expect(translate(model(id(group)))?.message).toMatchObject({ pushName: null, speaker: 'Ana' });
    expect(translate(model(id(group, true)))?.message).not.toHaveProperty('speaker');
    expect(translate(model())?.message).not.toHaveProperty('speaker');
  });

  it('not those of channels, broadcasts, statuses and WhatsApp itself, nor what nobody said', () => {
    for (const remote of ['1203@newsletter', 'status@broadcast', '99@broadcast', '0@c.us', 'x'])
      expect(translate(model(id(remote)))).toBeNull();
    expect(translate(model({ isStatusV3: true }))).toBeNull();
    expect(translate(model({ broadcast: true }))).toBeNull();
    expect(translate(model({ body: '' }))).toBeNull();
    for (const type of SILENT_TYPES) expect(translate(model({ type }))).toBeNull();
  });

  it('what could not be read is not taken for what it becomes when it can be', () => {
    const before = translate(model({ type: 'ciphertext', body: '' }));
    const after = translate(model());
    expect(before?.message.waId).not.toBe(after?.message.waId);
    expect(after?.message.waId).toBe('3A00');
  });
});

describe('what the page gives', () => {
  it('is no message without who, where, what and when, and a strange field does not spoil the rest', () => {
    for (const wrong of [null, 'x', {}, { id: {} }, { ...model(), t: 'now' }, { ...model(), type: undefined }])
      expect(readMessage(wrong)).toBeNull();
    expect(readMessage({ ...model(), notifyName: 7, caption: {}, ack: 'x' })).toMatchObject({ body: 'oi' });
  });

  it('ticks that nobody knows yet count as the highest', () => {
    expect([undefined, Number.NaN, -7, -1, 0, 1, 2.5, 4, 9].map(levelOf)).toEqual([0, 0, -1, -1, 0, 1, 2, 4, 4]);
  });
});
