import { MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import { SHA256_HEADER, UploadResponse } from '@oconnector/protocol/api/media.ts';
import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import type { Media } from '@oconnector/protocol/model/media.ts';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { message, type ScriptedAgent } from '../durable/gateway/gateway.fixture.ts';
import { directoryStub } from '../durable/stubs.ts';
import { mediaKey } from '../lib/media-key.ts';
import { connectAgent, pairAgent } from '../testing/agent.ts';
import { errorCode, newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';
import { fileOf, sha256Hex, type Head } from '../testing/files.ts';

const api = testApi();
const { call } = api;

type Side = {
  clienteId: string;
  numberId: string;
  token: string;
  credential: string;
  agent: ScriptedAgent;
  sent: number;
};
let a: Side;
let b: Side;

const setUp = async (): Promise<Side> => {
  const { clienteId, numberId } = await newCliente();
  const token = await tokenFor(await newUser(clienteId, ['agent']));
  const credential = await pairAgent(api, clienteId, numberId);
  return { clienteId, numberId, token, credential, agent: await connectAgent(api, credential), sent: 0 };
};
beforeAll(async () => {
  [a, b] = [await setUp(), await setUp()];
});

const newMedia = (kind: Media['kind'], more: Partial<Media> = {}): Media => ({
  mediaId: `med_${crypto.randomUUID()}`,
  kind,
  mime: 'text/html',
  bytes: null,
  fileName: null,
  durationMs: null,
  ...more,
});

let people = 0;
/** A contact of this side sends a file; its message is held when this resolves, and the file is still to come. */
const announce = async (side: Side, media: Media): Promise<string> => {
  const s = ++side.sent;
  const lid = `47${++people}00`;
  side.agent.send({
    t: 'up',
    items: [{ s, message: { ...message(`wa-${lid}`, lid), content: { type: 'media', media, caption: 'olha' } } }],
  });
  await side.agent.frame('ack', ({ h }) => h >= s);
  const [known] = await directoryStub(env, side.clienteId).resolve([
    { aliases: [{ kind: 'lid', value: lid }], pushName: null },
  ]);
  return known?.contact.contactId ?? '';
};
const announced = async (side: Side, kind: Media['kind'], more: Partial<Media> = {}) => {
  const media = newMedia(kind, more);
  return { media, contactId: await announce(side, media) };
};

const put = async (
  credential: string,
  mediaId: string,
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) =>
  call(`/api/whatsapp/media/${mediaId}`, {
    method: 'PUT',
    bearer: credential,
    body: bytes,
    headers: { 'content-length': String(bytes.length), [SHA256_HEADER]: await sha256Hex(bytes), ...headers },
  });
const get = (token: string, mediaId: string, headers: Record<string, string> = {}, query = '') =>
  call(`/api/whatsapp/media/${mediaId}${query}`, { bearer: token, headers });
const upload = (side: Side, contactId: string, kind: string, bytes: Uint8Array<ArrayBuffer>, query = '') =>
  call(`/api/whatsapp/media?contactId=${contactId}&kind=${kind}${query}`, {
    method: 'POST',
    bearer: side.token,
    body: bytes,
    headers: { 'content-length': String(bytes.length) },
  });
const thread = async (side: Side, contactId: string) =>
  MessagesResponse.parse(
    await (await call(`/api/whatsapp/conversations/${contactId}/messages`, { bearer: side.token })).json(),
  ).messages;
const standing = async (side: Side, contactId: string) => {
  const line = (await thread(side, contactId)).find((one) => one.direction === 'in');
  return line?.direction === 'in' ? line.media : undefined;
};
const bytesOf = async (response: Response): Promise<number[]> => [...new Uint8Array(await response.arrayBuffer())];

describe('D60 a file that a contact sent', () => {
  it('is there from the moment its message is, and shown when its bytes have come', async () => {
    const { media, contactId } = await announced(a, 'image');
    expect(await standing(a, contactId)).toMatchObject({ state: 'pending', mime: null, bytes: null });
    expect((await get(a.token, media.mediaId)).status).toBe(404);
    const bytes = fileOf('png', 5_000);
    const answer = await put(a.credential, media.mediaId, bytes);
    expect([answer.status, await answer.json()]).toEqual([200, { state: 'ready' }]);
    // What the sender called it is not believed.
    expect(await standing(a, contactId)).toMatchObject({ state: 'ready', mime: 'image/png', bytes: 5_000 });
    const shown = await get(a.token, media.mediaId);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(await bytesOf(shown)).toEqual([...bytes]);
  });

  it('is the same however often it is brought', async () => {
    const { media, contactId } = await announced(a, 'audio', { voice: true, durationMs: 3_000 });
    const bytes = fileOf('opus', 900);
    const both = await Promise.all([put(a.credential, media.mediaId, bytes), put(a.credential, media.mediaId, bytes)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const before = await standing(a, contactId);
    expect(await (await put(a.credential, media.mediaId, fileOf('mp3', 50))).json()).toEqual({ state: 'ready' });
    expect(await standing(a, contactId)).toEqual(before);
    expect(await bytesOf(await get(a.token, media.mediaId))).toEqual([...bytes]);
  });

  it.each([
    ['image', 'html'],
    ['image', 'svg'],
    ['image', 'mp4'],
    ['sticker', 'png'],
    ['audio', 'exe'],
    ['video', 'opus'],
  ] as const)('that calls itself %s and is %s is refused, and says so in the thread', async (kind, head) => {
    const { media, contactId } = await announced(a, kind);
    expect(await (await put(a.credential, media.mediaId, fileOf(head))).json()).toEqual({ state: 'refused' });
    expect(await standing(a, contactId)).toMatchObject({ state: 'refused', reason: 'wrong_type' });
    expect((await get(a.token, media.mediaId)).status).toBe(404);
  });

  it('that cannot be brought says why, and may come all the same later', async () => {
    const { media, contactId } = await announced(a, 'video');
    const json = { state: 'failed', reason: 'gone_from_whatsapp' };
    const path = `/api/whatsapp/media/${media.mediaId}/outcome`;
    expect((await call(path, { method: 'POST', bearer: a.credential, json })).status).toBe(200);
    expect(await standing(a, contactId)).toMatchObject({ state: 'failed', reason: 'gone_from_whatsapp' });
    await put(a.credential, media.mediaId, fileOf('mp4'));
    expect(await standing(a, contactId)).toMatchObject({ state: 'ready' });
    expect(await (await call(path, { method: 'POST', bearer: a.credential, json })).json()).toEqual({ state: 'ready' });
  });
});

describe('D62 bytes that nobody announced', () => {
  const nothingStored = async (side: Side, mediaId: string) =>
    expect(await env.MEDIA.head(mediaKey(side.clienteId, mediaId))).toBeNull();

  it('are not taken: an id of nobody', async () => {
    const response = await put(a.credential, 'med_ninguem', fileOf('png'));
    expect([response.status, await errorCode(response)]).toEqual([404, 'not_found']);
    await nothingStored(a, 'med_ninguem');
  });

  it("are not taken: another cliente's, another number's", async () => {
    const { media, contactId } = await announced(b, 'image');
    expect((await put(a.credential, media.mediaId, fileOf('png'))).status).toBe(404);
    await nothingStored(a, media.mediaId);
    await nothingStored(b, media.mediaId);
    expect(await standing(b, contactId)).toMatchObject({ state: 'pending' });
    const json = { state: 'failed', reason: 'x' };
    const path = `/api/whatsapp/media/${media.mediaId}/outcome`;
    expect((await call(path, { method: 'POST', bearer: a.credential, json })).status).toBe(404);
    expect(await standing(b, contactId)).toMatchObject({ state: 'pending' });
  });

  it('are not taken: more than their kind may have, by their length alone', async () => {
    const { media, contactId } = await announced(a, 'sticker');
    const tooMany = String(MEDIA_MAX_BYTES.sticker + 1);
    const response = await put(a.credential, media.mediaId, fileOf('webp'), { 'content-length': tooMany });
    expect([response.status, await errorCode(response)]).toEqual([413, 'too_large']);
    expect(await standing(a, contactId)).toMatchObject({ state: 'pending' });
  });

  it('are not taken: fewer, more or others than were announced', async () => {
    const { media, contactId } = await announced(a, 'image');
    const bytes = fileOf('png', 10_000);
    for (const length of ['10001', '9999', '200']) {
      const response = await put(a.credential, media.mediaId, bytes, { 'content-length': length });
      expect([length, response.status]).toEqual([length, 400]);
    }
    const other = { [SHA256_HEADER]: await sha256Hex(fileOf('png', 9_999)) };
    expect((await put(a.credential, media.mediaId, bytes, other)).status).toBe(400);
    await nothingStored(a, media.mediaId);
    expect(await standing(a, contactId)).toMatchObject({ state: 'pending' });
    expect((await put(a.credential, media.mediaId, bytes)).status).toBe(200);
  });

  it('are not taken: none at all, or a length that is no number', async () => {
    const { media } = await announced(a, 'image');
    expect((await put(a.credential, media.mediaId, new Uint8Array(0))).status).toBe(400);
    expect((await put(a.credential, media.mediaId, fileOf('png'), { 'content-length': '1e3' })).status).toBe(400);
    expect((await put(a.credential, media.mediaId, fileOf('png'), { [SHA256_HEADER]: 'x' })).status).toBe(400);
  });
});

describe('D63 what a browser is given', () => {
  const shown = async (kind: Media['kind'], head: Head, more: Partial<Media> = {}) => {
    const { media } = await announced(a, kind, more);
    await put(a.credential, media.mediaId, fileOf(head, 1_000));
    return media.mediaId;
  };

  it('may be kept but not believed, run or framed', async () => {
    const { headers } = await get(a.token, await shown('image', 'jpeg'));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox; frame-ancestors 'none'");
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('content-disposition')).toMatch(/^inline; /);
  });

  it.each(['html', 'svg', 'pdf', 'exe'] as const)(
    'of a document that is %s is a file to keep, never a page',
    async (head) => {
      const fileName = 'nota "fiscal"\r\n\\ção 🧾.html';
      const { headers } = await get(a.token, await shown('document', head, { fileName, mime: 'text/html' }));
      expect(headers.get('content-type')).toBe(head === 'pdf' ? 'application/pdf' : 'application/octet-stream');
      const given = headers.get('content-disposition') ?? '';
      expect(given).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''[\w%.~-]+$/);
      expect(decodeURIComponent(given.split("UTF-8''")[1] ?? '')).toBe(fileName);
    },
  );

  it('comes as a file when it is asked for so', async () => {
    const response = await get(a.token, await shown('image', 'png'), {}, '?download=1');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="med_[\w-]+\.png"/);
  });

  it('may be a part of it, for players that jump', async () => {
    const mediaId = await shown('audio', 'opus');
    const all = [...fileOf('opus', 1_000)];
    const part = await get(a.token, mediaId, { range: 'bytes=100-199' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/1000']);
    expect(await bytesOf(part)).toEqual(all.slice(100, 200));
    const end = await get(a.token, mediaId, { range: 'bytes=-10' });
    expect(await bytesOf(end)).toEqual(all.slice(990));
    const beyond = await get(a.token, mediaId, { range: 'bytes=1000-' });
    expect(beyond.status).toBe(416);
    const whole = await get(a.token, mediaId);
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    expect(await bytesOf(whole)).toEqual(all);
  });

  it('is not sent again to who has it', async () => {
    const mediaId = await shown('image', 'webp');
    const etag = (await get(a.token, mediaId)).headers.get('etag') ?? '';
    const again = await get(a.token, mediaId, { 'if-none-match': etag });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
  });

  it("is nothing of another cliente's", async () => {
    const mediaId = await shown('image', 'png');
    const [other, nobody] = [await get(b.token, mediaId), await get(b.token, 'med_ninguem')];
    expect([other.status, nobody.status]).toEqual([404, 404]);
    expect(await errorCode(other)).toBe(await errorCode(nobody));
    expect((await get(a.credential, mediaId)).status).toBe(401);
  });
});

describe('D64 a file that a person sends', () => {
  const send = (side: Side, json: Record<string, unknown>) =>
    call('/api/whatsapp/send', {
      method: 'POST',
      bearer: side.token,
      json: { clientId: crypto.randomUUID(), ...json },
    });
  const contactOf = async (side: Side) => {
    const { contactId } = await announced(side, 'image');
    const detail = await call(`/api/whatsapp/conversations/${contactId}`, { bearer: side.token });
    const { row } = (await detail.json()) as { row: { control: { generation: number } } };
    return { contactId, generation: row.control.generation };
  };
  const uploaded = async (side: Side, contactId: string, kind: string, head: Head, query = '') =>
    UploadResponse.parse(await (await upload(side, contactId, kind, fileOf(head, 700), query)).json()).media;

  it('is uploaded, sent as a command with its caption, and fetched by the agent of that number alone', async () => {
    const { contactId, generation } = await contactOf(a);
    const media = await uploaded(a, contactId, 'image', 'jpeg');
    expect(media).toMatchObject({ kind: 'image', mime: 'image/jpeg', bytes: 700 });
    const outbound = `/api/whatsapp/media/${media.mediaId}/outbound`;
    expect((await call(outbound, { bearer: a.credential })).status).toBe(404);
    const clientId = crypto.randomUUID();
    const json = { contactId, generation, clientId, text: 'o cardápio', mediaId: media.mediaId };
    const sent = (await (await send(a, json)).json()) as { message: { seq: number } };
    expect(sent.message).toMatchObject({
      content: { type: 'media', caption: 'o cardápio' },
      media: { state: 'ready', bytes: 700 },
    });
    const { items } = await a.agent.frame('down', (frame) =>
      frame.items.some(({ command }) => command.contactId === contactId),
    );
    expect(items[0]?.command.content).toEqual({ type: 'media', media, caption: 'o cardápio' });
    const fetched = await call(outbound, { bearer: a.credential });
    expect(await bytesOf(fetched)).toEqual([...fileOf('jpeg', 700)]);
    for (const credential of [b.credential]) expect((await call(outbound, { bearer: credential })).status).toBe(404);
    expect((await call(outbound, { bearer: a.token })).status).toBe(401);
    // The same request is the same message; another file or text under its id is a conflict.
    expect((await (await send(a, json)).json()) as { message: { seq: number } }).toMatchObject({
      message: { seq: sent.message.seq },
    });
    expect((await send(a, { ...json, text: 'outro' })).status).toBe(409);
    const { mediaId: _, ...without } = json;
    expect((await send(a, without)).status).toBe(409);
  });

  it('may be a document with its name, and a voice note with nothing under it', async () => {
    const { contactId, generation } = await contactOf(a);
    const document = await uploaded(
      a,
      contactId,
      'document',
      'pdf',
      `&fileName=${encodeURIComponent('orçamento nº 1.pdf')}`,
    );
    expect(document).toMatchObject({ fileName: 'orçamento nº 1.pdf', mime: 'application/pdf' });
    const voice = await uploaded(a, contactId, 'audio', 'opus', '&voice=1&durationMs=2500');
    expect(voice).toMatchObject({ voice: true, durationMs: 2_500, mime: 'audio/ogg' });
    const withText = await send(a, { contactId, generation, text: 'ouça', mediaId: voice.mediaId });
    expect([withText.status, await errorCode(withText)]).toEqual([422, 'invalid']);
    expect((await send(a, { contactId, generation, mediaId: voice.mediaId })).status).toBe(200);
  });

  it('must be of its kind and its size, and a document has a name', async () => {
    const { contactId } = await contactOf(a);
    for (const [kind, head] of [
      ['image', 'html'],
      ['image', 'svg'],
      ['audio', 'pdf'],
      ['video', 'png'],
    ] as const) {
      const response = await upload(a, contactId, kind, fileOf(head));
      expect([kind, head, response.status]).toEqual([kind, head, 422]);
    }
    expect((await upload(a, contactId, 'sticker', fileOf('webp'))).status).toBe(422);
    expect((await upload(a, contactId, 'document', fileOf('pdf'))).status).toBe(422);
    expect((await upload(a, contactId, 'image', new Uint8Array(0))).status).toBe(400);
    const tooLarge = await upload(a, contactId, 'image', fileOf('png', MEDIA_MAX_BYTES.image + 1));
    expect([tooLarge.status, await errorCode(tooLarge)]).toEqual([413, 'too_large']);
  });

  it("goes to nobody but the contact it was brought for, and to no contact of another cliente's", async () => {
    const mine = await contactOf(a);
    const other = await contactOf(a);
    const foreign = await contactOf(b);
    expect((await upload(a, foreign.contactId, 'image', fileOf('png'))).status).toBe(404);
    const media = await uploaded(a, mine.contactId, 'image', 'png');
    const elsewhere = await send(a, { ...other, mediaId: media.mediaId });
    expect([elsewhere.status, await errorCode(elsewhere)]).toEqual([422, 'invalid']);
    expect((await send(b, { ...foreign, mediaId: media.mediaId })).status).toBe(422);
    expect((await send(a, { ...mine, mediaId: 'med_ninguem' })).status).toBe(422);
    expect((await send(a, { ...mine })).status).toBe(422);
    expect((await send(a, { ...mine, mediaId: media.mediaId, text: 'x'.repeat(1_025) })).status).toBe(422);
  });

  it('cannot fill the bucket: so many wait to be sent, and no more', async () => {
    const { contactId } = await contactOf(a);
    const statuses = [];
    for (let i = 0; i < 31; i++) statuses.push((await upload(a, contactId, 'image', fileOf('png'))).status);
    expect(statuses.slice(0, 30).every((status) => status === 201)).toBe(true);
    expect(statuses[30]).toBe(429);
  });
});
