import * as z from 'zod/mini';
import { readUpTo } from './read-up-to.ts';
import type { Network } from './safe-fetch.ts';

/** Cloudflare's resolver over HTTPS (RFC 8484's JSON form): a Worker has no other way to ask what a name stands for. */
const RESOLVER = 'https://cloudflare-dns.com/dns-query';
const A = 1;
const AAAA = 28;
/** No error, and no such name. Whatever else it says, it does not know all addresses of the name. */
const KNOWN = new Set([0, 3]);
/** A name with a thousand addresses is a smaller answer. */
const MAX_ANSWER_BYTES = 64 * 1024;

const Answer = z.object({
  Status: z.int(),
  Answer: z.optional(z.array(z.object({ type: z.int(), data: z.string() }))),
});

const lookUp = async (resolver: string, host: string, type: number, signal: AbortSignal): Promise<string[]> => {
  const query = new URLSearchParams({ name: host, type: String(type) });
  const response = await fetch(`${resolver}?${query.toString()}`, {
    headers: { accept: 'application/dns-json' },
    redirect: 'manual',
    signal,
  });
  if (!response.ok) throw new Error(`the resolver answered ${response.status}`);
  const bytes = await readUpTo(response.body, MAX_ANSWER_BYTES);
  if (bytes === null) throw new Error('the resolver answered too much');
  const { Status, Answer: records = [] } = Answer.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!KNOWN.has(Status)) throw new Error(`the resolver answered with status ${Status}`);
  // CNAMEs stand among them; what they lead to does too.
  return records.filter((record) => record.type === type).map(({ data }) => data);
};

/** The real internet. `resolver` is another one in tests alone. */
export const openPublicNetwork = (resolver = RESOLVER): Network => ({
  resolve: async (host, signal) =>
    (await Promise.all([lookUp(resolver, host, A, signal), lookUp(resolver, host, AAAA, signal)])).flat(),
  request: (url, { signal, headers }) => fetch(url, { redirect: 'manual', signal, headers }),
});
