import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { PHONE, tempDir } from '../../../test/agent.ts';
import { phoneToken } from '../../../test/gateway.ts';
import { systemClock, systemSleep } from '../../clock.ts';
import { silentLog } from '../../log.ts';
import { PhonesServer, isAllowedOrigin, tokenTrouble } from './phones.ts';
import { WhatsApp } from './whatsapp.ts';

vi.setConfig({ testTimeout: 30_000 });

let dir: ReturnType<typeof tempDir>;
let whatsapp: WhatsApp;
let phones: PhonesServer;
let sockets: WebSocket[];

/** The HTTP status with which the door answered: 101 = open. */
const knock = async (token: string | null, options: ClientOptions = {}): Promise<number> => {
  const socket = new WebSocket(`${phones.address.url}${token === null ? '' : `?token=${token}`}`, options);
  sockets.push(socket);
  socket.on('error', () => {});
  return Promise.race([
    once(socket, 'open').then(() => 101),
    once(socket, 'unexpected-response').then(([request, response]) => {
      (request as { destroy(): void }).destroy();
      return (response as { statusCode: number }).statusCode;
    }),
  ]);
};
const enter = async () => {
  expect(await knock(phoneToken(phones.address.key))).toBe(101);
  const socket = sockets.at(-1);
  if (!socket) throw new Error('no socket');
  const next = async (): Promise<Record<string, unknown>> =>
    JSON.parse(String((await once(socket, 'message'))[0])) as Record<string, unknown>;
  const ask = (frame: unknown) => {
    const answer = next();
    socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
    return answer;
  };
  return { socket, ask };
};

beforeEach(async () => {
  dir = tempDir();
  sockets = [];
  whatsapp = new WhatsApp(dir.path, systemClock, systemSleep);
  phones = new PhonesServer({
    whatsapp,
    port: 0,
    origins: ['https://shop.example'],
    clock: systemClock,
    log: silentLog,
  });
  await phones.start();
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  await phones.stop();
  await whatsapp.close();
  dir.remove();
});

describe('the door', () => {
  it('opens once per token', async () => {
    const token = phoneToken(phones.address.key);
    expect([await knock(token), await knock(token)]).toEqual([101, 401]);
  });

  it.each([
    ['none', () => null],
    ['junk', () => 'a.b.c.d'],
    ['another key', () => phoneToken('k'.repeat(64))],
    ['expired', () => phoneToken(phones.address.key, Date.now() - 1)],
    ['another expiry than signed', () => phoneToken(phones.address.key).replace(/^\d+/, String(Date.now() + 9e9))],
    ['no signature', () => phoneToken(phones.address.key).replace(/\.[^.]+$/, '.')],
  ])('stays shut: %s', async (_, token) => {
    expect(await knock(token())).toBe(401);
  });

  it('does not burn the nonce of a token that it refuses', () => {
    const burnt = new Map<string, number>();
    const good = phoneToken('key', 2_000, 'n');
    expect(
      tokenTrouble(
        good.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        'key',
        1_000,
        burnt,
      ),
    ).toBe('wrong token');
    expect(tokenTrouble(good, 'key', 1_000, burnt)).toBeNull();
    expect(tokenTrouble(good, 'key', 1_500, burnt)).toBe('token used before');
  });

  it('forgets nonces that have expired', () => {
    const burnt = new Map([['old', 10]]);
    tokenTrouble(null, 'key', 11, burnt);
    expect(burnt.size).toBe(0);
  });

  it.each([
    [undefined, true],
    ['http://127.0.0.1:3000', true],
    ['http://localhost', true],
    ['https://shop.example', true],
    ['https://evil.example', false],
    ['null', false],
    ['http://127.0.0.1.evil.example', false],
    ['http://localhost:1@evil.example', false],
    ['https://shop.example.evil', false],
    ['', false],
  ])('looks at the Origin %s', async (origin, allowed) => {
    expect(isAllowedOrigin(origin, ['https://shop.example'])).toBe(allowed);
    expect(
      await knock(phoneToken(phones.address.key), origin === undefined ? {} : { headers: { Origin: origin } }),
    ).toBe(allowed ? 101 : 403);
  });

  it('listens on loopback alone', () => {
    expect(new URL(phones.address.url).hostname).toBe('127.0.0.1');
  });
});

describe('frames', () => {
  it('D16: answers what it cannot read, and serves the next', async () => {
    const { ask } = await enter();
    const codes = [];
    for (const junk of ['{', '{"t":"fly"}', { t: 'open', phone: '12', name: null }, Buffer.from([1, 2])])
      codes.push((await ask(junk))['code']);
    expect(codes).toEqual(['not_json', 'unknown_frame', 'malformed', 'binary']);
    expect(await ask({ t: 'open', phone: PHONE, name: 'Ana' })).toMatchObject({
      t: 'opened',
      phone: PHONE,
      history: [],
    });
  });

  it('wants a phone opened before it is used', async () => {
    const { ask } = await enter();
    expect(await ask({ t: 'typing', phone: PHONE, on: true })).toMatchObject({ t: 'refused', code: 'not_open' });
  });

  it('D18: takes the largest text at its worst escaping, and closes on more', async () => {
    const { ask, socket } = await enter();
    await ask({ t: 'open', phone: PHONE, name: null });
    const text = '\u0001'.repeat(65_536);
    expect(await ask({ t: 'send', phone: PHONE, id: '1', content: { type: 'text', text } })).toMatchObject({
      t: 'sent',
      message: { content: { text }, ack: 1 },
    });
    const closed = once(socket, 'close');
    socket.send('x'.repeat(600_000));
    expect((await closed)[0]).toBe(1009);
  });

  it('keeps several phones on one socket apart, and shows one phone on two', async () => {
    const [first, second] = [await enter(), await enter()];
    await first.ask({ t: 'open', phone: PHONE, name: null });
    await first.ask({ t: 'open', phone: '+5511911112222', name: null });
    await second.ask({ t: 'open', phone: PHONE, name: null });
    const heard = once(second.socket, 'message');
    await first.ask({ t: 'owner', phone: PHONE, text: 'do dono' });
    expect(JSON.parse(String((await heard)[0]))).toMatchObject({
      t: 'message',
      phone: PHONE,
      message: { from: 'shop', content: { text: 'do dono' } },
    });
  });
});

describe('files', () => {
  const mediaId = 'med_foto';
  const piece = (offset: number, bytes: Uint8Array, done: boolean) => ({
    t: 'upload',
    phone: PHONE,
    mediaId,
    offset,
    data: Buffer.from(bytes).toString('base64'),
    done,
  });
  const content = {
    type: 'media',
    media: { mediaId, kind: 'image', mime: 'image/png', bytes: 10, fileName: null, durationMs: null },
  };
  const bytes = Uint8Array.from({ length: 500_000 }, (_, i) => i % 250);

  it('come in pieces, go with a message, and are given back in pieces', async () => {
    const { ask, socket } = await enter();
    await ask({ t: 'open', phone: PHONE, name: null });
    expect(await ask({ t: 'send', phone: PHONE, id: '1', content })).toMatchObject({ code: 'no_media', mediaId });
    expect(await ask({ t: 'download', phone: PHONE, mediaId })).toMatchObject({ code: 'no_media', mediaId });
    for (const offset of [0, 150_000, 300_000])
      socket.send(JSON.stringify(piece(offset, bytes.subarray(offset, offset + 150_000), false)));
    expect(await ask(piece(450_000, bytes.subarray(450_000), true))).toEqual({ t: 'uploaded', phone: PHONE, mediaId });
    expect(await ask({ t: 'send', phone: PHONE, id: '2', content })).toMatchObject({ t: 'sent', message: { content } });
    const got: Buffer[] = [];
    const whole = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { t: string; data: string; done: boolean };
        if (frame.t !== 'piece') return;
        got.push(Buffer.from(frame.data, 'base64'));
        if (frame.done) resolve();
      }),
    );
    socket.send(JSON.stringify({ t: 'download', phone: PHONE, mediaId }));
    await whole;
    expect(got.length).toBeGreaterThan(1);
    expect(Buffer.concat(got).equals(bytes)).toBe(true);
  });

  it('with a gap, or brought again under the same id, are refused; begun anew they are not', async () => {
    const { ask, socket } = await enter();
    await ask({ t: 'open', phone: PHONE, name: null });
    expect(await ask(piece(10, bytes.subarray(10, 20), true))).toMatchObject({ code: 'bad_piece', mediaId });
    socket.send(JSON.stringify(piece(0, bytes.subarray(0, 10), false)));
    expect(await ask(piece(20, bytes.subarray(20, 30), true))).toMatchObject({ code: 'bad_piece', mediaId });
    expect(await ask(piece(0, bytes.subarray(0, 10), true))).toMatchObject({ t: 'uploaded' });
    expect(await ask(piece(0, bytes.subarray(0, 5), true))).toMatchObject({ code: 'bad_piece', mediaId });
    expect(whatsapp.media.read(mediaId)?.length).toBe(10);
  });
});
