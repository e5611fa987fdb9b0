import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Media } from '@oconnector/protocol/model/media.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { ANA, batchOf, eventually, received, scene, storedAndFolded } from './conversation.fixture.ts';
import { UPLOAD_KEPT_MS } from './files.ts';

const DAY_MS = 24 * 3_600_000;

const newMedia = (kind: Media['kind'] = 'image'): Media => ({
  mediaId: `med_${crypto.randomUUID()}`,
  kind,
  mime: 'image/png',
  bytes: 10,
  fileName: null,
  durationMs: null,
});

const setUp = () => {
  const around = scene(env);
  const { conversation, contact, clock, stub, thread } = around;
  const after = async (ms: number) => {
    clock.advance(ms);
    await runDurableObjectAlarm(stub());
  };
  const receive = async (media: Media, more: Partial<ReceivedMessage> = {}) =>
    conversation().ingest(
      batchOf(contact, [received('', { content: { type: 'media', media, caption: 'veja' }, ...more })]),
    );
  const bring = (media: Media) => conversation().uploaded({ mediaId: media.mediaId, mime: 'image/png', bytes: 10 });
  const settle = (media: Media) =>
    conversation().settleFile({ mediaId: media.mediaId, state: 'ready', mime: 'image/png', bytes: 10, reason: null });
  const send = async (media: Media, clientId: string = crypto.randomUUID()) =>
    conversation().send({
      actor: ANA,
      clientId,
      text: '',
      mediaId: media.mediaId,
      generation: await around.generation(),
    });
  const states = async () =>
    (await thread()).flatMap((line) => (line.direction !== 'notice' && line.media ? [line.media.state] : []));
  return { ...around, after, receive, bring, settle, send, states };
};

describe('D65 a conversation answers for its files', () => {
  it('for those that came, until they were kept long enough: then they are deleted, and their message says so', async () => {
    const { receive, settle, after, states, dropped, stub } = setUp();
    const media = newMedia();
    await receive(media);
    expect(await settle(media)).toBe('ready');
    await after(89 * DAY_MS);
    expect([await states(), dropped]).toEqual([['ready'], []]);
    await after(DAY_MS);
    expect(await states()).toEqual(['expired']);
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
    // Nothing that an agent brings after that is taken.
    expect(await settle(media)).toBe('expired');
    const { stored, folded } = await storedAndFolded(stub());
    expect(folded).toEqual(stored);
  });

  it('for those that never came too: what a request left half done must not stay', async () => {
    const { receive, after, states, dropped } = setUp();
    const media = newMedia();
    await receive(media);
    await after(90 * DAY_MS);
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
    expect(await states()).toEqual(['expired']);
  });

  it('for uploads that nobody sent, for a day, also when their bytes never came', async () => {
    const { write, conversation, bring, send, after, dropped } = setUp();
    await write('oi');
    const [brought, lost] = [newMedia(), newMedia()];
    for (const media of [brought, lost]) expect(await conversation().expectUpload(media)).toMatchObject({ ok: true });
    expect(await bring(brought)).toEqual(brought);
    expect(await send(lost)).toMatchObject({ ok: false, code: 'no_media' });
    await after(UPLOAD_KEPT_MS);
    await eventually(() => expect(dropped.toSorted()).toEqual([brought.mediaId, lost.mediaId].toSorted()));
    expect(await send(brought)).toMatchObject({ ok: false, code: 'no_media' });
    expect(await bring(lost)).toBeNull();
  });

  it('for an upload that was sent as long as for any other', async () => {
    const { write, conversation, bring, send, after, dropped, states } = setUp();
    await write('oi');
    const media = newMedia();
    await conversation().expectUpload(media);
    await bring(media);
    expect(await send(media)).toMatchObject({ ok: true });
    await after(89 * DAY_MS);
    expect([dropped, await states()]).toEqual([[], ['ready']]);
    await after(DAY_MS);
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
    expect(await states()).toEqual(['expired']);
  });

  it('however many go on one day', async () => {
    const { receive, after, dropped } = setUp();
    const all = Array.from({ length: 130 }, () => newMedia());
    for (const media of all) await receive(media);
    await after(90 * DAY_MS);
    await after(1);
    await eventually(() => expect(dropped.toSorted()).toEqual(all.map(({ mediaId }) => mediaId).toSorted()));
  });

  it('after it was away', async () => {
    const { receive, clock, stub, conversation, dropped } = setUp();
    const media = newMedia();
    await receive(media);
    await evictDurableObject(stub());
    clock.advance(90 * DAY_MS);
    await conversation().row();
    await runDurableObjectAlarm(stub());
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
  });
});

describe('D60 where the file of a message is', () => {
  it('is told to who looks, and changes neither the message nor who has to answer it', async () => {
    const { receive, settle, inbox, row, thread } = setUp();
    const media = newMedia();
    await receive(media);
    const before = await row();
    await settle(media);
    const { version, ...rest } = await row();
    expect(rest).toEqual({ ...before, version: undefined });
    expect(version).toBeGreaterThan(before.version);
    await eventually(() => {
      const told = inbox.updates.flatMap(({ messages }) => messages).at(-1);
      expect(told?.direction === 'in' && told.media?.state).toBe('ready');
    });
    expect((await thread()).length).toBe(1);
  });

  it('is no part of what makes a message the same', async () => {
    const { receive, settle, conversation, contact } = setUp();
    const media = newMedia();
    await receive(media);
    await settle(media);
    const message = received('', { waId: 'wa-1', content: { type: 'media', media: newMedia() } });
    const batch = batchOf(contact, [message]);
    expect(await conversation().ingest(batch)).toMatchObject([{ outcome: 'stored' }]);
    expect(await conversation().ingest(batch)).toMatchObject([{ outcome: 'duplicate' }]);
    const other = { ...message, content: { type: 'media' as const, media: newMedia() } };
    expect(await conversation().ingest(batchOf(contact, [other]))).toMatchObject([{ outcome: 'conflict' }]);
  });

  it('is known to nobody whose message it is not', async () => {
    const { write, conversation, settle } = setUp();
    await write('oi');
    expect(await conversation().fileStanding('med_ninguem')).toBeNull();
    expect(await settle(newMedia())).toBeNull();
  });
});

describe('what becomes of a message with a file', () => {
  const about = (waId: string) => ({ waId, fromMe: false });

  it('D66 a deletion hides it in thread and list, and its bytes stay for as long as they are kept', async () => {
    const { receive, settle, conversation, contact, thread, row, states, dropped, after } = setUp();
    const media = newMedia();
    const waId = 'wa-deleted';
    await receive(media, { waId });
    await settle(media);
    const revoke = received('.', { waId: `${waId}.revoked`, old: true, about: { kind: 'revoked', ...about(waId) } });
    await conversation().ingest(batchOf(contact, [revoke]));
    const [line] = await thread();
    expect(line?.direction === 'in' && line.revokedAt).toEqual(expect.any(Number));
    expect((await row()).preview).toEqual({ direction: 'notice', author: 'contact', text: 'revoked', status: null });
    expect([await states(), dropped]).toEqual([['ready'], []]);
    await after(90 * DAY_MS);
    await eventually(() => expect(dropped).toEqual([media.mediaId]));
  });

  it('T8 other words under it, and reactions to it, leave the file as it is; read again with either words it is the same', async () => {
    const { receive, settle, conversation, contact, thread, states } = setUp();
    const media = newMedia();
    const waId = 'wa-edited';
    const speaker = 'Zé';
    await receive(media, { waId, speaker });
    await settle(media);
    const edit = received('vejam', { waId: `${waId}.e1`, old: true, about: { kind: 'edited', ...about(waId) } });
    const heart = { kind: 'reaction' as const, ...about(waId), emoji: '❤' };
    const react = received('.', { waId: `${waId}.r1`, old: true, about: heart });
    await conversation().ingest(batchOf(contact, [edit, react]));
    expect(await thread()).toMatchObject([
      {
        speaker,
        content: { type: 'media', media, caption: 'vejam' },
        edits: [{ text: 'veja' }],
        reactions: [{ emoji: '❤' }],
      },
    ]);
    expect(await states()).toEqual(['ready']);
    const again = (caption: string, of = media) =>
      received('', { waId, old: true, content: { type: 'media', media: of, caption } });
    for (const [message, outcome] of [
      [again('veja'), 'duplicate'],
      [again('vejam'), 'duplicate'],
      [again('vejam', newMedia()), 'conflict'],
      [again('outra'), 'conflict'],
    ] as const)
      expect(await conversation().ingest(batchOf(contact, [message]))).toMatchObject([{ outcome }]);
  });
});
