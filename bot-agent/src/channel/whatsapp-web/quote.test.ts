import { describe, expect, it } from 'vitest';
import { MAX_EXCERPT_LENGTH } from '@oconnector/protocol/model/quote.ts';
import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { translateEdit } from './changes.ts';
import { readMessage, type PageMessage } from './page-message.ts';
import { translate } from './translate.ts';

const ANA = '5511987654321@c.us';
const ME = '551155500100@c.us';
const GROUP = '5511980000005-1600000000@g.us';

/** A message of Ana, as the page gives it. */
const model = (over: Record<string, unknown> = {}): PageMessage => {
  const read = readMessage({
    id: { fromMe: false, remote: ANA, id: '3A01' },
    from: { _serialized: ANA },
    to: { _serialized: ME },
    type: 'chat',
    t: 1_800_000_000,
    body: 'sim, esse',
    ...over,
  });
  if (read === null) throw new Error('not a message');
  return read;
};
const quoting = (quotedMsg: unknown, over: Record<string, unknown> = {}) =>
  translate(model({ quotedStanzaID: '3A00', quotedMsg, ...over }))?.message.quoted;

describe('a quote', () => {
  it('T12 has the id, the words and the kind of what it quotes, and no file', () => {
    expect(quoting({ type: 'chat', body: 'qual?' })).toEqual({
      waId: '3A00',
      fromMe: null,
      excerpt: { text: 'qual?' },
    });
    const photo = { type: 'image', body: '/9j/4AAQ', caption: 'este', directPath: '/v/x', mimetype: 'image/jpeg' };
    expect(quoting(photo)?.excerpt).toEqual({ text: 'este', what: 'image' });
    expect(quoting({ type: 'ptt', directPath: '/v/y' })?.excerpt).toEqual({ text: '', what: 'audio' });
    expect(quoting({ type: 'document', filename: 'nota.pdf' })?.excerpt).toEqual({
      text: 'nota.pdf',
      what: 'document',
    });
  });

  it.each([undefined, null, 'x', { body: 'without a type' }])(
    'of which the page shows nothing (%j) is one all the same',
    (shown) => {
      expect(quoting(shown)?.excerpt).toEqual({ text: '', what: 'other' });
    },
  );

  it('is cut, and tears no emoji', () => {
    const quoted = quoting({ type: 'chat', body: `${'a'.repeat(MAX_EXCERPT_LENGTH - 1)}😀 e mais` });
    expect(quoted?.excerpt.text).toBe('a'.repeat(MAX_EXCERPT_LENGTH - 1));
  });

  it.each([
    ['the contact', { quotedParticipant: { _serialized: ANA } }, false],
    ['the contact, from another device', { quotedParticipant: '5511987654321:12@c.us' }, false],
    ['the number', { quotedParticipant: { _serialized: ME } }, true],
    ['nobody known by this name', { quotedParticipant: '900000000000100@lid' }, null],
    ['nobody', {}, null],
    ['what cannot be read', { quotedParticipant: 7 }, null],
    [
      'the number, quoted by itself',
      { id: { fromMe: true, remote: ANA, id: '3A01' }, from: ME, to: ANA, quotedParticipant: ME },
      true,
    ],
    ['a member of a group', { id: { fromMe: false, remote: GROUP, id: '3A01' }, quotedParticipant: ANA }, null],
  ])('names %s as who wrote it', (_, over, fromMe) => {
    expect(quoting({ type: 'chat', body: 'qual?' }, over)?.fromMe).toBe(fromMe);
  });

  it('is none without an id, or with one that is no id', () => {
    const ids = [undefined, '', 7, 'x'.repeat(101)];
    for (const quotedStanzaID of ids) expect(quoting({ type: 'chat', body: 'a' }, { quotedStanzaID })).toBeUndefined();
  });

  it('is told in a form that the link takes, and not again with an edit', () => {
    const told = model({
      quotedStanzaID: '3A00',
      quotedMsg: { type: 'chat', body: 'a' },
      latestEditSenderTimestampMs: 5,
    });
    const message = { ...translate(told)?.message, contact: [{ kind: 'phone', value: '+5511987654321' }] };
    expect(ReceivedMessage.parse(message)).toEqual(message);
    expect(translateEdit(told)?.message).not.toHaveProperty('quoted');
  });
});

it.each([
  [{}, undefined],
  [{ isForwarded: false, forwardingScore: 0 }, undefined],
  [{ isForwarded: true }, 'forwarded'],
  [{ isForwarded: true, forwardingScore: 4 }, 'forwarded'],
  [{ forwardingScore: 5 }, 'many_times'],
  [{ isForwarded: true, forwardingScore: 127 }, 'many_times'],
  [{ isForwarded: 'yes', forwardingScore: '5' }, undefined],
])('a message with %j was passed on: %s', (over, forwarded) => {
  expect(translate(model(over))?.message.forwarded).toBe(forwarded);
});
