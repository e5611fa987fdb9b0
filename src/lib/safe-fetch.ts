import { isAddress, isPublicAddress } from './public-address.ts';
import { readUpTo } from './read-up-to.ts';
import { err, ok, type Result } from './result.ts';

/** What reaches the network. Injected, so that refusals and the happy path are both tested. */
export type Network = {
  /** All addresses of a name; none when there is no such name. */
  resolve: (host: string, signal: AbortSignal) => Promise<string[]>;
  /** One request, following nothing. */
  request: (url: URL, init: { signal: AbortSignal; headers: Record<string, string> }) => Promise<Response>;
};

export type FetchLimits = {
  maxBytes: number;
  /** For all of it: names, redirects and body. */
  maxMs: number;
  /** Content types that are read, without parameters. */
  types: readonly string[];
};

export type FetchRefusal =
  | 'bad_address'
  | 'private_address'
  | 'unreachable'
  | 'timeout'
  | 'too_many_redirects'
  | 'http_status'
  | 'unsupported'
  | 'too_large';

export type Fetched = {
  /** Where it was in the end. */
  url: string;
  type: string;
  charset: string | null;
  bytes: Uint8Array<ArrayBuffer>;
};

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** An https address on its own port, without a password in it. */
const parse = (text: string, base?: URL): URL | null => {
  const url = URL.parse(text, base?.href);
  if (url === null || url.protocol !== 'https:' || url.port !== '') return null;
  return url.username === '' && url.password === '' && url.hostname !== '' ? url : null;
};

/** Null when every address that a host has is on the public internet. */
const refuseHost = async (
  { resolve }: Network,
  { hostname }: URL,
  signal: AbortSignal,
): Promise<FetchRefusal | null> => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isAddress(host)) return isPublicAddress(host) ? null : 'private_address';
  // `localhost`, `intranet`: no name of the public internet is one label.
  if (!host.includes('.') || /\.(?:localhost|local|internal|home\.arpa)$/i.test(host)) return 'private_address';
  const addresses = await resolve(host, signal);
  if (addresses.length === 0) return 'unreachable';
  return addresses.every(isPublicAddress) ? null : 'private_address';
};

const readAnswer = async (
  response: Response,
  url: URL,
  { maxBytes, types }: FetchLimits,
): Promise<Result<Fetched, FetchRefusal>> => {
  const refuse = async (code: FetchRefusal) => {
    await response.body?.cancel().catch(() => {});
    return err(code);
  };
  if (!response.ok) return refuse('http_status');
  const header = response.headers.get('content-type') ?? '';
  const type = header.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) return refuse('unsupported');
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return refuse('too_large');
  // What is counted is what comes out: a small answer may unpack into a large one.
  const bytes = await readUpTo(response.body, maxBytes);
  if (bytes === null) return err('too_large');
  return ok({ url: url.href, type, charset: /charset\s*=\s*"?([\w.:-]+)/i.exec(header)?.[1] ?? null, bytes });
};

const follow = async (
  network: Network,
  address: string,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<Result<Fetched, FetchRefusal>> => {
  let url = parse(address);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    if (url === null) return err('bad_address');
    const refused = await refuseHost(network, url, signal);
    if (refused !== null) return err(refused);
    const response = await network.request(url, { signal, headers: { accept: limits.types.join(', ') } });
    const turned = await refuseHost(network, url, signal).catch((): FetchRefusal => 'unreachable');
    const location = response.headers.get('location');
    if (turned === null && (!REDIRECTS.has(response.status) || location === null))
      return readAnswer(response, url, limits);
    await response.body?.cancel().catch(() => {});
    if (turned !== null) return err(turned);
    url = parse(location ?? '', url);
  }
  return err('too_many_redirects');
};

/**
 * Fetches what somebody else's address leads to: https to the public internet alone, looked at again after every redirect, bounded in hops, bytes
 * and time. A name may resolve otherwise for the request than it did for the look (DNS rebinding), and nobody here can say which address to
 * connect to. So it is looked at before the request and after it, and nothing is read of a name that changed sides in between. Who answers
 * publicly both times and privately in between gets past that, and then needs a certificate for its name on a machine in there; a
 * Worker in production reaches no private network at all.
 */
export const safeFetch = async (
  network: Network,
  address: string,
  limits: FetchLimits,
): Promise<Result<Fetched, FetchRefusal>> => {
  const signal = AbortSignal.timeout(limits.maxMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true });
  });
  try {
    return await Promise.race([follow(network, address, limits, signal), late]);
  } catch {
    return err(signal.aborted ? 'timeout' : 'unreachable');
  }
};
