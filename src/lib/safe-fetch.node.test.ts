import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';
import { safeFetch, type FetchLimits, type Network } from './safe-fetch.ts';

const LIMITS: FetchLimits = { maxBytes: 1_000, maxMs: 60_000, types: ['text/html'] };
const HTML = { 'content-type': 'text/html; charset=iso-8859-1' };
const PUBLIC = '93.184.215.14';

type Page = { status?: number; headers?: Record<string, string>; body?: BodyInit | null };

/** An internet of these pages; every name has this address, but for those that say another. */
const internet = (pages: Record<string, Page>, names: Record<string, string[]> = {}) => {
  const asked: string[] = [];
  const network: Network = {
    resolve: async (host) => names[host] ?? [PUBLIC],
    request: async (url) => {
      asked.push(url.href);
      const page = pages[url.href];
      if (page === undefined) throw new Error('connection refused');
      return new Response(page.body ?? null, { status: page.status ?? 200, headers: page.headers ?? HTML });
    },
  };
  return { network, asked };
};
const to = (location: string): Page => ({ status: 302, headers: { location } });
const outcome = async (address: string, pages: Record<string, Page> = {}, names?: Record<string, string[]>) => {
  const { network, asked } = internet(pages, names);
  const fetched = await safeFetch(network, address, LIMITS);
  return { code: fetched.ok ? 'ok' : fetched.error, asked, value: fetched.ok ? fetched.value : null };
};

describe('which addresses are public', () => {
  test.each([
    '1.1.1.1',
    '93.184.215.14',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('%s is', (address) => expect(isPublicAddress(address)).toBe(true));
  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4.',
    ':::1',
    '1::2::3',
    'fe80::1%eth0',
    '12345::',
  ])('%j is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('what is fetched', () => {
  test('a page, with what it says it is and where it was in the end', async () => {
    const { code, value, asked } = await outcome('https://loja.example/a', {
      'https://loja.example/a': to('/b'),
      'https://loja.example/b': to('https://www.loja.example/c'),
      'https://www.loja.example/c': { body: 'Olá' },
    });
    expect(code).toBe('ok');
    expect(value).toMatchObject({ url: 'https://www.loja.example/c', type: 'text/html', charset: 'iso-8859-1' });
    expect(new TextDecoder().decode(value?.bytes)).toBe('Olá');
    expect(asked).toHaveLength(3);
  });

  test.each([
    ['http://loja.example/', 'bad_address'],
    ['ftp://loja.example/', 'bad_address'],
    ['https://loja.example:8443/', 'bad_address'],
    ['https://ana:senha@loja.example/', 'bad_address'],
    ['javascript:alert(1)', 'bad_address'],
    ['not an address', 'bad_address'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:169.254.169.254]/', 'private_address'],
    ['https://[64:ff9b::7f00:1]/', 'private_address'],
    ['https://localhost/', 'private_address'],
    ['https://localhost./', 'private_address'],
    ['https://metadata.google.internal/', 'private_address'],
    ['https://１２７.0.0.1/', 'private_address'],
  ])('%s → %s, and nothing is asked', async (address, refused) => {
    const { code, asked } = await outcome(address);
    expect([code, asked]).toEqual([refused, []]);
  });

  test.each([[['10.0.0.7']], [[PUBLIC, '127.0.0.1']], [['::1']]])(
    'a name that stands for %j is not asked',
    async (addresses) => {
      const { code, asked } = await outcome('https://interno.example/', {}, { 'interno.example': addresses });
      expect([code, asked]).toEqual(['private_address', []]);
    },
  );

  test('a name without an address is unreachable, and so is a host that does not answer', async () => {
    expect((await outcome('https://nada.example/', {}, { 'nada.example': [] })).code).toBe('unreachable');
    expect((await outcome('https://mudo.example/')).code).toBe('unreachable');
  });

  test.each([
    ['https://127.0.0.1/', 'private_address'],
    ['http://loja.example/b', 'bad_address'],
    ['https://interno.example/', 'private_address'],
    ['//[::1]/x', 'private_address'],
  ])('a redirect to %s is looked at as the first address was: %s', async (location, refused) => {
    const pages = { 'https://loja.example/': to(location), 'https://interno.example/': { body: 'segredo' } };
    const { code, asked } = await outcome('https://loja.example/', pages, { 'interno.example': ['192.168.0.9'] });
    expect([code, asked]).toEqual([refused, ['https://loja.example/']]);
  });

  test('five redirects are followed, a loop is not', async () => {
    const chain = Object.fromEntries(
      [0, 1, 2, 3, 4].map((i) => [`https://loja.example/${i}`, to(`https://loja.example/${i + 1}`)]),
    );
    const pages = { ...chain, 'https://loja.example/5': { body: 'fim' } };
    expect((await outcome('https://loja.example/0', pages)).code).toBe('ok');
    const loop = await outcome('https://loja.example/', { 'https://loja.example/': to('https://loja.example/') });
    expect(loop.code).toBe('too_many_redirects');
    expect(loop.asked).toHaveLength(6);
  });

  test('a body is read up to the bound and no further, whatever it announces', async () => {
    let read = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          read++;
          controller.enqueue(new Uint8Array(400));
        },
      });
    const url = 'https://loja.example/';
    expect((await outcome(url, { [url]: { body: endless() } })).code).toBe('too_large');
    expect(read).toBeLessThan(6);
    const announced = { headers: { ...HTML, 'content-length': '1001' }, body: 'x' };
    expect((await outcome(url, { [url]: announced })).code).toBe('too_large');
    expect((await outcome(url, { [url]: { body: 'x'.repeat(1_000) } })).code).toBe('ok');
  });

  test('an error or another type is no page', async () => {
    const url = 'https://loja.example/';
    expect((await outcome(url, { [url]: { status: 404 } })).code).toBe('http_status');
    expect((await outcome(url, { [url]: { status: 304 } })).code).toBe('http_status');
    expect((await outcome(url, { [url]: { headers: { 'content-type': 'image/png' } } })).code).toBe('unsupported');
    expect((await outcome(url, { [url]: { headers: {} } })).code).toBe('unsupported');
  });

  test.each(['resolve', 'request'] as const)('a %s that never ends is given up', async (part) => {
    const { network } = internet({});
    const hanging = { ...network, [part]: () => new Promise<never>(() => {}) };
    const fetched = await safeFetch(hanging, 'https://loja.example/', { ...LIMITS, maxMs: 10 });
    expect(fetched).toEqual({ ok: false, error: 'timeout' });
  });
});
