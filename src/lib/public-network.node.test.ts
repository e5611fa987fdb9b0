import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPublicNetwork } from './public-network.ts';
import { safeFetch } from './safe-fetch.ts';

const PUBLIC = '93.184.215.14';
const PUBLIC_V6 = '2606:2800:21f::1';
const A = 1;
const CNAME = 5;
const AAAA = 28;

type DnsRecord = { name?: string; type: number; TTL?: number; data: string };
/** What a resolver says to a question, in the shape of the real one; a function says it in its own way. */
type Said = { Status: number; Answer?: DnsRecord[] } | ((response: ServerResponse) => void);

const records = (...found: [type: number, data: string][]): Said => ({
  Status: 0,
  Answer: found.map(([type, data]) => ({ name: 'x', type, TTL: 0, data })),
});
const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('content-type', 'application/dns-json');
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

let server: Server;
let resolver = '';
/** By name: what is said to the first look (its A and AAAA together), to the second, and so on; the last one for good. */
const names = new Map<string, Said[]>();
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://resolver');
    const name = url.searchParams.get('name') ?? '';
    const type = Number(url.searchParams.get('type'));
    asked.push(`${request.headers.accept ?? ''} ${name} ${type}`);
    const looks = asked.filter((one) => one.endsWith(` ${name} ${type}`)).length;
    const answers = names.get(name) ?? [{ Status: 3 }];
    const said = answers[Math.min(looks, answers.length) - 1];
    if (typeof said === 'function') return said(response);
    const answer = (said?.Answer ?? []).filter((record) => record.type === type || record.type === CNAME);
    json(response, { ...said, ...(answer.length > 0 ? { Answer: answer } : { Answer: undefined }) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  resolver = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Looks names up for real, over HTTP; whatever it finds fit to be asked answers with a page. */
const read = async (host: string, answers: Said[], more: { maxMs?: number; page?: () => Response } = {}) => {
  names.set(host, answers);
  const requests: string[] = [];
  const network = {
    ...openPublicNetwork(resolver),
    request: async (url: URL) => {
      requests.push(url.href);
      return more.page?.() ?? new Response('olá', { headers: { 'content-type': 'text/html' } });
    },
  };
  const limits = { maxBytes: 1_000, maxMs: more.maxMs ?? 30_000, types: ['text/html'] };
  const fetched = await safeFetch(network, `https://${host}/`, limits);
  return { code: fetched.ok ? 'ok' : fetched.error, requests: requests.length };
};

test.each([
  ['an IPv4 address', 'v4.example', records([A, PUBLIC])],
  ['an IPv6 address', 'v6.example', records([AAAA, PUBLIC_V6])],
  ['both', 'both.example', records([A, PUBLIC], [AAAA, PUBLIC_V6])],
  ['another name and its address', 'cname.example', records([CNAME, 'cdn.example.'], [A, PUBLIC])],
])('K3 a name that stands for %s of the internet is read', async (_what, host, said) => {
  expect(await read(host, [said])).toEqual({ code: 'ok', requests: 1 });
  expect(asked).toContain(`application/dns-json ${host} ${A}`);
  expect(asked).toContain(`application/dns-json ${host} ${AAAA}`);
});

test.each([
  ['private.example', records([A, '10.1.2.3'])],
  ['home.example', records([A, '192.168.0.1'])],
  ['loop.example', records([A, '127.0.0.1'])],
  ['metadata.example', records([A, '169.254.169.254'])],
  ['loop6.example', records([AAAA, '::1'])],
  ['link6.example', records([AAAA, 'fe80::1'])],
  ['unique6.example', records([AAAA, 'fd00::1'])],
  ['mapped.example', records([AAAA, '::ffff:127.0.0.1'])],
  ['mapped-hex.example', records([AAAA, '::ffff:7f00:1'])],
  ['nat64.example', records([AAAA, '64:ff9b::a00:1'])],
  ['mixed.example', records([A, PUBLIC], [A, '10.0.0.1'])],
  ['mixed6.example', records([A, PUBLIC], [AAAA, '::1'])],
  ['alias.example', records([CNAME, 'intranet.example.'], [A, '10.0.0.1'])],
  ['garbled.example', records([A, 'not an address'])],
])('K3 %s leads inside, or nobody knows where, and is never asked', async (host, said) => {
  expect(await read(host, [said])).toEqual({ code: 'private_address', requests: 0 });
});

test('K3 a name that leads inside once it was looked at is not read, whatever it answers', async () => {
  const rebound = [records([A, PUBLIC]), records([A, '127.0.0.1'])];
  expect(await read('rebinding.example', rebound)).toEqual({ code: 'private_address', requests: 1 });
  const gone = [records([A, PUBLIC]), { Status: 3 }];
  expect(await read('gone.example', gone)).toEqual({ code: 'unreachable', requests: 1 });
  const redirects = () => new Response(null, { status: 302, headers: { location: '/dentro' } });
  expect(await read('rebinding-redirect.example', rebound, { page: redirects })).toEqual({
    code: 'private_address',
    requests: 1,
  });
});

test.each<[string, string, Said]>([
  ['has no such name', 'nxdomain.example', { Status: 3 }],
  ['has no address of it', 'empty.example', { Status: 0 }],
  ['failed', 'servfail.example', { Status: 2 }],
  ['refused', 'refused.example', { Status: 5, Answer: [{ type: A, data: PUBLIC }] }],
  ['answers 500', 'error.example', (response) => void response.writeHead(500).end('{"Status":0}')],
  ['redirects', 'moved.example', (response) => void response.writeHead(302, { location: '/other' }).end()],
  ['hangs up', 'hangup.example', (response) => void response.destroy()],
  ['answers nothing', 'blank.example', (response) => json(response, '')],
  ['answers a page', 'page.example', (response) => json(response, '<html>captive portal</html>')],
  ['answers another shape', 'shape.example', (response) => json(response, { Answer: 'no' })],
  [
    'leaves the status out',
    'statusless.example',
    (response) => json(response, { Answer: [{ type: A, data: PUBLIC }] }),
  ],
  ['answers without end', 'endless.example', (response) => json(response, ' '.repeat(70 * 1024))],
])('K3 a resolver that %s opens nothing', async (_what, host, said) => {
  expect(await read(host, [said])).toEqual({ code: 'unreachable', requests: 0 });
});

test('K3 half an answer is none: the other half may lead inside', async () => {
  let looks = 0;
  const half: Said = (response) =>
    json(response, looks++ % 2 === 0 ? { Status: 0, Answer: [{ type: A, data: PUBLIC }] } : { Status: 2 });
  expect(await read('half.example', [half])).toEqual({ code: 'unreachable', requests: 0 });
});

test('K3 a resolver that never answers is given up', async () => {
  expect(await read('silent.example', [() => {}], { maxMs: 50 })).toEqual({ code: 'timeout', requests: 0 });
});
