import { ClienteId, UserId } from '@oconnector/protocol/model/ids.ts';
import { Role } from '@oconnector/protocol/model/user.ts';
import * as z from 'zod/mini';
import { signToken, verifyToken, type TokenKind } from './jwt.ts';

/** How long a ticket for the live feed may wait to be used. */
export const TICKET_MS = 30_000;

const TICKET: TokenKind = { typ: 'lt+jwt', audience: 'oconnector-live', maxAgeMs: TICKET_MS };

const Claims = z.object({
  sub: UserId,
  cli: ClienteId,
  roles: z.array(Role),
  /** When the session behind the ticket ends, in milliseconds. */
  ses: z.int(),
  jti: z.string().check(z.minLength(1), z.maxLength(64)),
  exp: z.int(),
});

/** What a ticket says. `jti` may be used once: whoever takes the ticket records it until `ticketExpiresAt`. */
export type TicketClaims = {
  userId: string;
  clienteId: string;
  roles: Role[];
  /** When the session ends. */
  expiresAt: number;
  jti: string;
  ticketExpiresAt: number;
};

/** Signs a ticket that re-authorises a live socket. */
export const signTicket = async (
  claims: Omit<TicketClaims, 'ticketExpiresAt'>,
  secret: string,
  now: number,
): Promise<{ ticket: string; expiresAt: number }> => {
  const { userId, clienteId, roles, expiresAt, jti } = claims;
  const ticket = await signToken(TICKET, { sub: userId, cli: clienteId, roles, ses: expiresAt, jti }, secret, now);
  return { ticket, expiresAt: Math.floor((now + TICKET_MS) / 1000) * 1000 };
};

/** The claims of a valid ticket, or null. Whether its `jti` was used before is the caller's to know. */
export const verifyTicket = async (ticket: string, secret: string, now: number): Promise<TicketClaims | null> => {
  const claims = Claims.safeParse(await verifyToken(TICKET, ticket, secret, now));
  if (!claims.success) return null;
  const { sub, cli, roles, ses, jti, exp } = claims.data;
  return { userId: sub, clienteId: cli, roles, expiresAt: ses, jti, ticketExpiresAt: exp * 1000 };
};
