import { MAX_BODY_BYTES } from '@oconnector/protocol/limits.ts';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { errorCode, newCliente, newUser, ORIGIN, testApi, tokenFor } from '../testing/api.ts';
import { ROUTES } from './route-table.ts';

const { call } = testApi();
let token: string;

beforeAll(async () => {
  const { clienteId } = await newCliente();
  token = await tokenFor(await newUser(clienteId, ['owner', 'agent', 'viewer', 'ops']));
});

/** A write that is allowed and does nothing. */
const WRITE = '/api/live/ticket';
const byCookie = (headers: Record<string, string>) =>
  call(WRITE, { method: 'POST', cookie: `oc_access=${token}`, headers });

describe('a write that rests on a cookie', () => {
  it('needs the header that only our own pages can set', async () => {
    expect((await byCookie({ 'x-oconnector': '1', origin: ORIGIN })).status).toBe(200);
    expect((await byCookie({ 'x-oconnector': '1' })).status).toBe(200);
    expect((await byCookie({ origin: ORIGIN })).status).toBe(403);
    expect((await byCookie({ 'x-oconnector': 'true', origin: ORIGIN })).status).toBe(403);
  });

  it.each([
    'null',
    '',
    'https://evil.example',
    'http://oconnector.test',
    'https://oconnector.test:8443',
    'https://oconnector.test.evil.example',
    'https://evil-oconnector.test',
    'https://oconnector.test@evil.example',
    'https://oconnector.test/',
    'https://OCONNECTOR.test',
    'file://',
    'https://oconnector.test, https://evil.example',
    'chrome-extension://abc',
    'https://xn--connector-n3a.test',
    ' https://oconnector.test%00',
  ])('from a page of %j is refused', async (origin) => {
    expect((await byCookie({ 'x-oconnector': '1', origin })).status).toBe(403);
  });

  it('does not need it where a Bearer speaks', async () => {
    expect((await call(WRITE, { method: 'POST', bearer: token })).status).toBe(200);
  });

  it('is also refused before anybody is signed in', async () => {
    const login = (headers: Record<string, string>) =>
      call('/api/auth/login', { method: 'POST', json: { email: 'a', password: 'b' }, headers });
    expect((await login({ origin: 'https://evil.example' })).status).toBe(403);
    const renew = (headers: Record<string, string>) =>
      call('/api/auth/refresh', { method: 'POST', json: {}, cookie: 'oc_refresh=x', headers });
    expect((await renew({})).status).toBe(403);
    expect((await renew({ 'x-oconnector': '1', origin: 'https://evil.example' })).status).toBe(403);
    expect((await renew({ 'x-oconnector': '1', origin: ORIGIN })).status).toBe(401);
  });
});

describe('every answer', () => {
  it.each(ROUTES)(
    'of $method $path carries its headers, and none that lets another origin in',
    async ({ method, path }) => {
      const response = await call(path, { method, headers: { origin: 'https://evil.example' } });
      const given = Object.fromEntries(response.headers);
      expect(given).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(given['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(Object.keys(given).filter((header) => header.startsWith('access-control-'))).toEqual([]);
    },
  );

  it('has an id of its own, told in the error too, whatever the client called its request', async () => {
    const response = await call('/api/nada', { headers: { 'x-request-id': 'escolhido' } });
    const { error } = (await response.json()) as { error: { requestId: string } };
    expect(error.requestId).toBe(response.headers.get('x-request-id'));
    expect(error.requestId).not.toBe('escolhido');
  });
});

describe('a body', () => {
  it.each(ROUTES.filter(({ method, maxBody }) => (method === 'POST' || method === 'PUT') && Number.isFinite(maxBody)))(
    'of $method $path has its limit',
    async ({ method, path, maxBody }) => {
      const response = await call(path, {
        method,
        body: new Uint8Array(maxBody + 1),
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(413);
      expect(await errorCode(response)).toBe('too_large');
    },
  );

  it('without a length is counted as it comes', async () => {
    const piece = new Uint8Array(64 * 1024);
    const stream = new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
    const response = await call('/api/whatsapp/message', {
      method: 'POST',
      body: stream,
      bearer: token,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(413);
    expect(MAX_BODY_BYTES).toBe(512 * 1024);
  });

  it.each(['{', '', '{"a":1,}', '\u0000', "{'a':1}", 'nul', '[1', '"\\x"', '\ufeff{}x'])(
    'of %j is no JSON',
    async (body) => {
      const response = await call('/api/auth/login', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(400);
      expect(await errorCode(response)).toBe('bad_request');
    },
  );

  it.each(['null', '1', '"x"', '[]', 'true', '{"__proto__":{"email":"a"}}', '{"constructor":1}'])(
    'of %j is JSON of another form',
    async (body) => {
      const response = await call('/api/auth/login', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(response.status).toBe(422);
    },
  );

  it('that a form could send is not read', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await call('/api/auth/login', {
        method: 'POST',
        body: '{"email":"a","password":"b"}',
        headers: { 'content-type': type },
      });
      expect([type, response.status]).toEqual([type, 422]);
    }
  });
});

describe('a query', () => {
  it('that gives a key twice, or something else, names it', async () => {
    for (const search of [
      'view=all&view=mine',
      'view=tudo',
      'limit=0',
      'limit=201',
      'limit=1.5',
      'limit=abc',
      `search=${'x'.repeat(201)}`,
    ]) {
      const response = await call(`/api/whatsapp/conversations?${search}`, { bearer: token });
      expect([search, response.status]).toEqual([search, 422]);
    }
  });
});

describe('a configuration that is missing or bad', () => {
  it('answers 500 and names the var in the log, never its value', async () => {
    const lines: string[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
    const response = await call('/api/health', { env: { JWT_SECRET: 'curto-e-secreto', DEBOUNCE_MAX_MS: 'muito' } });
    spy.mockRestore();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/JWT_SECRET|DEBOUNCE|curto/);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', vars: ['DEBOUNCE_MAX_MS', 'JWT_SECRET'] });
    expect(lines[0]).not.toMatch(/curto-e-secreto|muito/);
  });

  it('is not what the tests run with', async () => {
    expect(await (await call('/api/health')).json()).toEqual({ ok: true, version: '0.1.0' });
    expect(env.DB).toBeDefined();
  });
});

describe('a fault', () => {
  it('says nothing outside and everything in the log', async () => {
    const lines: string[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((line: string) => void lines.push(line));
    const broken = {
      prepare: () => {
        throw new Error('disco cheio em /segredo');
      },
    };
    const response = await call('/api/auth/me', { bearer: token, env: { DB: broken } });
    spy.mockRestore();
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/disco|segredo/);
    expect(lines.join()).toContain('disco cheio em /segredo');
  });
});
