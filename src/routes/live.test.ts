import { LIVE_PROTOCOL } from '@oconnector/protocol/live/version.ts';
import { TicketResponse } from '@oconnector/protocol/api/auth.ts';
import { LiveDownFrame } from '@oconnector/protocol/live/frames.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { LIVE_SESSION_HEADER } from '../durable/rpc/inbox.ts';
import { verifyTicket } from '../lib/tickets.ts';
import { JWT_SECRET, newCliente, newUser, ORIGIN, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
let clienteId: string;
let numberId: string;
let user: Awaited<ReturnType<typeof newUser>>;
let token: string;

beforeAll(async () => {
  ({ clienteId, numberId } = await newCliente());
  user = await newUser(clienteId, ['agent']);
  token = await tokenFor(user);
});

type Open = { bearer?: string; cookie?: string; headers?: Record<string, string> };
const upgrade = ({ headers, ...rest }: Open, path = '/api/live') =>
  call(path, { ...rest, headers: { upgrade: 'websocket', ...headers } });

/** The socket of an answered upgrade, with its frames as they come. */
const connect = async (open: Open) => {
  const response = await upgrade(open);
  const socket = response.webSocket;
  if (!socket) throw new Error(`no socket: ${response.status}`);
  const frames: LiveDownFrame[] = [];
  const waiting: (() => void)[] = [];
  socket.addEventListener('message', ({ data }) => {
    frames.push(LiveDownFrame.parse(JSON.parse(String(data))));
    waiting.splice(0).forEach((wake) => wake());
  });
  socket.accept();
  const next = async <T extends LiveDownFrame['t']>(t: T): Promise<Extract<LiveDownFrame, { t: T }>> => {
    for (;;) {
      const at = frames.findIndex((frame) => frame.t === t);
      if (at >= 0) return frames.splice(at, 1)[0] as Extract<LiveDownFrame, { t: T }>;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { response, socket, next };
};

describe('the live feed', () => {
  it('opens for a page of ours with its cookie, and for a client with a Bearer', async () => {
    for (const open of [{ cookie: `oc_access=${token}`, headers: { origin: ORIGIN } }, { bearer: token }]) {
      const { response, socket, next } = await connect(open);
      expect(response.status).toBe(101);
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(await next('hello')).toMatchObject({ proto: LIVE_PROTOCOL });
      socket.close(1000);
    }
  });

  it('tells what happens in the cliente', async () => {
    const { socket, next } = await connect({ bearer: token });
    await next('hello');
    const json = { numberId, messageId: 'm1', from: '+5511900000099', text: 'ao vivo' };
    await call('/api/whatsapp/message', { method: 'POST', bearer: token, json });
    const { events } = await next('events');
    expect(JSON.stringify(events)).toContain('ao vivo');
    socket.close(1000);
  });

  it('does not open for a page of somebody else, though the browser sends the cookie along', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://oconnector.test',
      'https://oconnector.test.evil.example',
    ]) {
      expect((await upgrade({ cookie: `oc_access=${token}`, headers: { origin } })).status).toBe(403);
      expect((await upgrade({ bearer: token, headers: { origin } })).status).toBe(403);
    }
    expect((await upgrade({ cookie: `oc_access=${token}` })).status).toBe(403);
  });

  it('does not open by a token in the address', async () => {
    expect(
      (await upgrade({ headers: { origin: ORIGIN } }, `/api/live?token=${token}&ticket=${token}&access_token=${token}`))
        .status,
    ).toBe(401);
  });

  it('does not believe a session that the client made up', async () => {
    const forged = JSON.stringify({
      userId: 'usr_x',
      clienteId: 'cli_demo',
      roles: ['owner'],
      expiresAt: 4_000_000_000_000,
    });
    expect((await upgrade({ headers: { origin: ORIGIN, [LIVE_SESSION_HEADER]: forged } })).status).toBe(401);
    const { socket, next } = await connect({ bearer: token, headers: { [LIVE_SESSION_HEADER]: forged } });
    await next('hello');
    const { ticket } = await ticketOf();
    socket.send(JSON.stringify({ t: 'renew', ticket }));
    // A socket under the forged session would refuse the ticket of another user.
    expect((await next('renewed')).expiresAt).toBeLessThan(Date.now() + 11 * 60_000);
    socket.close(1000);
  });

  it('is a WebSocket and nothing else', async () => {
    expect((await call('/api/live', { bearer: token })).status).toBe(400);
  });
});

const ticketOf = async () =>
  TicketResponse.parse(await (await call('/api/live/ticket', { method: 'POST', bearer: token })).json());

describe('a ticket', () => {
  it('says whose session it renews, and until when', async () => {
    const { ticket, expiresAt } = await ticketOf();
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 30_000);
    const claims = await verifyTicket(ticket, JWT_SECRET, Date.now());
    expect(claims).toMatchObject({ userId: user.userId, clienteId, roles: ['agent'] });
    expect((await verifyTicket((await ticketOf()).ticket, JWT_SECRET, Date.now()))?.jti).not.toBe(claims?.jti);
  });

  it('renews a socket once', async () => {
    const { socket, next } = await connect({ bearer: token });
    await next('hello');
    const { ticket } = await ticketOf();
    socket.send(JSON.stringify({ t: 'renew', ticket }));
    await next('renewed');
    socket.send(JSON.stringify({ t: 'renew', ticket }));
    expect((await next('refused')).code).not.toBe('');
    socket.close(1000);
  });

  it('is no access token', async () => {
    const { ticket } = await ticketOf();
    expect((await call('/api/auth/me', { bearer: ticket })).status).toBe(401);
  });
});
