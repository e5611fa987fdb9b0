import { CLOSE } from '@oconnector/protocol/close-codes.ts';
import type { PairResponse } from '@oconnector/protocol/api/numbers.ts';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { linkCredentials, pairingCodes } from '../db/schema.ts';
import { database, errorCode, newCliente, newUser, testApi, testClock, tokenFor } from '../testing/api.ts';

let address = 0;

const start = async () => {
  const { clienteId, numberId } = await newCliente();
  const owner = await newUser(clienteId, ['owner']);
  const api = testApi(testClock());
  const token = await tokenFor(owner, api.clock.now());
  const ip = `198.51.100.${++address}`;
  const newCode = async (): Promise<string> => {
    const response = await api.call(`/api/whatsapp/numbers/${numberId}/pairing-code`, {
      method: 'POST',
      bearer: token,
    });
    return ((await response.json()) as { code: string }).code;
  };
  const pair = (code: string, botId = 'bot-1') =>
    api.call('/api/whatsapp/pair', { method: 'POST', json: { code, botId, host: 'pc-da-loja' }, ip });
  const paired = async (code: string) => (await (await pair(code)).json()) as PairResponse;
  const link = (credential: string) =>
    api.call('/api/whatsapp/link', { bearer: credential, headers: { upgrade: 'websocket' } });
  return { ...api, ip, clienteId, numberId, token, newCode, pair, paired, link };
};

describe('pairing a bot agent', () => {
  it('gives the credential of the number for its code, which is stored only as a hash', async () => {
    const { clienteId, numberId, newCode, paired } = await start();
    const code = await newCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const { credential, ...rest } = await paired(code);
    expect(rest).toEqual({ clienteId, numberId });
    expect(credential).toMatch(/^ocl_[\w-]{43}$/);
    const rows = [
      ...(await database().select().from(linkCredentials)),
      ...(await database().select().from(pairingCodes)),
    ];
    expect(JSON.stringify(rows)).not.toContain(credential);
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('takes the code as a person types it', async () => {
    const { newCode, pair } = await start();
    const typed = (await newCode()).toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect((await pair(typed)).status).toBe(200);
  });

  it('takes each code once, even from two agents at the same moment', async () => {
    const { newCode, pair } = await start();
    const code = await newCode();
    const answers = await Promise.all(['bot-1', 'bot-2', 'bot-3'].map((botId) => pair(code, botId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await pair(code, 'bot-4')).status).toBe(401);
  });

  it('gives the agent whose answer was lost another credential, for ten minutes, and nobody else', async () => {
    const { newCode, pair, paired, link, clock } = await start();
    const code = await newCode();
    const lost = await paired(code);
    clock.advance(9 * 60_000);
    expect((await pair(code, 'bot-2')).status).toBe(401);
    const again = await paired(code);
    expect((await link(lost.credential)).status).toBe(401);
    const { status, webSocket } = await link(again.credential);
    expect(status).toBe(101);
    webSocket?.accept();
    webSocket?.close(1000);
    clock.advance(60_001);
    expect((await pair(code)).status).toBe(401);
  });

  it('is done though the agent of before cannot be reached', async () => {
    const { newCode, paired, link, call, ip } = await start();
    await paired(await newCode());
    const unreachable = { getByName: () => ({ disconnect: async () => Promise.reject(new Error('overloaded')) }) };
    const response = await call('/api/whatsapp/pair', {
      method: 'POST',
      json: { code: await newCode(), botId: 'bot-1', host: 'pc-da-loja' },
      ip,
      env: { GATEWAY: unreachable },
    });
    expect(response.status).toBe(200);
    const { webSocket } = await link(((await response.json()) as PairResponse).credential);
    webSocket?.accept();
    webSocket?.close(1000);
    expect(webSocket).not.toBeNull();
  });

  it('gives nothing again for a code whose credential another code has replaced', async () => {
    const { newCode, pair } = await start();
    const code = await newCode();
    expect((await pair(code)).status).toBe(200);
    expect((await pair(await newCode(), 'bot-2')).status).toBe(200);
    expect((await pair(code)).status).toBe(401);
  });

  it('takes no code after ten minutes, and none that a newer one has replaced', async () => {
    const { newCode, pair, clock } = await start();
    const replaced = await newCode();
    const old = await newCode();
    expect((await pair(replaced)).status).toBe(401);
    clock.advance(10 * 60_000);
    expect((await pair(old)).status).toBe(401);
  });

  it('is not guessed: ten wrong codes and the address waits', async () => {
    const { newCode, pair } = await start();
    const code = await newCode();
    for (let i = 0; i < 10; i++) expect((await pair(`0000-000${i}`)).status).toBe(401);
    const refused = await pair(code);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('makes no code for a number of somebody else', async () => {
    const [mine, other] = [await start(), await start()];
    const response = await mine.call(`/api/whatsapp/numbers/${other.numberId}/pairing-code`, {
      method: 'POST',
      bearer: mine.token,
    });
    expect(response.status).toBe(404);
    expect(await errorCode(response)).toBe('not_found');
  });

  it('ends the credential before, and the link that rests on it', async () => {
    const { newCode, paired, link } = await start();
    const first = await paired(await newCode());
    const { status, webSocket } = await link(first.credential);
    expect(status).toBe(101);
    if (!webSocket) throw new Error('the upgrade gave no socket');
    webSocket.accept();
    const closed = new Promise<number>((resolve) => webSocket.addEventListener('close', ({ code }) => resolve(code)));
    const second = await paired(await newCode());
    expect(await closed).toBe(CLOSE.unauthorised.code);
    expect((await link(first.credential)).status).toBe(401);
    const next = await link(second.credential);
    expect(next.status).toBe(101);
    next.webSocket?.accept();
    next.webSocket?.close(1000);
  });
});

describe('the link', () => {
  it('opens no Gateway for a credential that is wrong, missing, revoked or of another kind', async () => {
    const { newCode, paired, link, call, token } = await start();
    const { credential } = await paired(await newCode());
    await database().update(linkCredentials).set({ revokedAt: 1 }).where(eq(linkCredentials.botId, 'bot-1'));
    for (const wrong of [credential, `${credential}x`, credential.toUpperCase(), 'ocl_', token])
      expect((await link(wrong)).status).toBe(401);
    expect((await call('/api/whatsapp/link', { headers: { upgrade: 'websocket' } })).status).toBe(401);
    expect((await call(`/api/whatsapp/link?token=${credential}`, { headers: { upgrade: 'websocket' } })).status).toBe(
      401,
    );
  });

  it('is a WebSocket and nothing else', async () => {
    const { newCode, paired, call } = await start();
    const { credential } = await paired(await newCode());
    const response = await call('/api/whatsapp/link', { bearer: credential });
    expect(response.status).toBe(400);
    expect(await errorCode(response)).toBe('bad_request');
  });
});
