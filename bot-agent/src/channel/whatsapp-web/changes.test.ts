import { describe, expect, it } from 'vitest';
import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { translateEdit, translateReaction, translateRevoke } from './changes.ts';
import { readMessage, type PageMessage } from './page-message.ts';

const ANA = '5511987654321@c.us';
const CHANNEL = '1203@newsletter';
const model = (over: Record<string, unknown> = {}, fromMe = false, remote = ANA): PageMessage => {
  const read = readMessage({ id: { fromMe, remote, id: '3A00' }, type: 'chat', t: 1_800_000_000, body: 'oi', ...over });
  if (read === null) throw new Error('not a message');
  return read;
};
const reaction = (over: Record<string, unknown> = {}) => ({
  id: { fromMe: false },
  msgId: { fromMe: true, remote: ANA, id: '3EB0' },
  timestamp: 1_800_000_001.234,
  reaction: '👍',
  ...over,
});
const isOfTheWire = (changed: { message: object } | null): boolean =>
  ReceivedMessage.safeParse({ ...changed?.message, contact: [{ kind: 'lid', value: '12345' }] }).success;

describe('a change of a message', () => {
  it('an edit is told once for each edit, and nothing else that changes a body is one', () => {
    const edited = { body: '3 pizzas', latestEditSenderTimestampMs: 1_800_000_001_234 };
    const change = translateEdit(model(edited));
    expect(change).toEqual({
      chat: ANA,
      message: {
        waId: '3A00.e1800000001234',
        fromMe: false,
        pushName: null,
        content: { type: 'text', text: '3 pizzas' },
        sentAt: 1_800_000_001_234,
        old: true,
        about: { kind: 'edited', waId: '3A00', fromMe: false },
      },
    });
    expect(isOfTheWire(change)).toBe(true);
    expect(translateEdit(model(edited, true))?.message.about).toMatchObject({ fromMe: true });
    expect(translateEdit(model({ ...edited, type: 'image', caption: 'nova' }))?.message.content).toEqual({
      type: 'text',
      text: 'nova',
    });
    expect(translateEdit(model({ body: 'decrypted' }))).toBeNull();
    expect(translateEdit(model(edited, false, CHANNEL))).toBeNull();
  });

  it('a revoke says which message, and that it was noticed now', () => {
    const change = translateRevoke(model({ type: 'revoked', body: '' }), 5_000);
    expect(change?.message).toMatchObject({
      waId: '3A00.revoked',
      sentAt: 5_000,
      old: true,
      about: { kind: 'revoked', waId: '3A00' },
    });
    expect(isOfTheWire(change)).toBe(true);
    expect(translateRevoke(model(), 5_000)).toBeNull();
    expect(translateRevoke(model({ type: 'revoked' }, false, CHANNEL), 5_000)).toBeNull();
  });

  it('a reaction says by whom, to which message of whom, and is taken back by an empty one', () => {
    const change = translateReaction(reaction());
    expect(change?.message).toMatchObject({
      waId: '3EB0.r1800000001234',
      fromMe: false,
      sentAt: 1_800_000_001_234,
      about: { kind: 'reaction', waId: '3EB0', fromMe: true, emoji: '👍' },
    });
    expect(isOfTheWire(change)).toBe(true);
    for (const empty of ['', null, undefined])
      expect(translateReaction(reaction({ reaction: empty }))?.message.about).toMatchObject({ emoji: null });
    expect(translateReaction(reaction({ msgId: { fromMe: true, remote: CHANNEL, id: '3EB0' } }))).toBeNull();
    for (const strange of [null, {}, reaction({ timestamp: 'now' }), reaction({ id: undefined })])
      expect(translateReaction(strange)).toBeNull();
  });
});
