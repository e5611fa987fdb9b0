import { phoneTokenPayload } from '@oconnector/protocol/phone/token.ts';
import { hex, hmac } from '../../lib/crypto.ts';
import type { GatewayContext } from './context.ts';
import { livingLink } from './link.ts';

/** A page connects at once; a token that leaks from a log is of no use. */
const TOKEN_MS = 60_000;

/** Where the simulated phones answer, with a one-time token; null when the channel is another one or the agent is not there. */
export const simulatorOf = async (context: GatewayContext): Promise<{ url: string; token: string } | null> => {
  const phones = context.store.phones();
  if (phones === null || context.store.channel()?.channel !== 'simulated' || livingLink(context) === null) return null;
  const payload = phoneTokenPayload(context.clock.now() + TOKEN_MS, hex(context.random.bytes(16)));
  return { url: phones.url, token: `${payload}.${hex(await hmac(phones.key, payload))}` };
};
