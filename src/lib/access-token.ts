import { ClienteId, UserId } from '@oconnector/protocol/model/ids.ts';
import { Role } from '@oconnector/protocol/model/user.ts';
import * as z from 'zod/mini';
import { signToken, verifyToken, type TokenKind } from './jwt.ts';

/** How long an access token lives; a revoked session or a changed role is felt after at most so long. */
export const ACCESS_TOKEN_MS = 10 * 60_000;

const ACCESS: TokenKind = { typ: 'at+jwt', audience: 'oconnector-api', maxAgeMs: ACCESS_TOKEN_MS };

const Claims = z.object({
  sub: UserId,
  cli: ClienteId,
  name: z.string(),
  roles: z.array(Role),
  exp: z.int(),
});

/** Who is signed in, for which cliente, until when. */
export type Session = { userId: string; clienteId: string; name: string; roles: Role[]; expiresAt: number };

/** Signs an access token; `expiresAt` is the token's own end, in milliseconds. */
export const signAccessToken = async (
  session: Omit<Session, 'expiresAt'>,
  secret: string,
  now: number,
): Promise<{ token: string; expiresAt: number }> => {
  const { userId, clienteId, name, roles } = session;
  const token = await signToken(ACCESS, { sub: userId, cli: clienteId, name, roles }, secret, now);
  return { token, expiresAt: Math.floor((now + ACCESS_TOKEN_MS) / 1000) * 1000 };
};

/** The session of a valid access token, or null. */
export const verifyAccessToken = async (token: string, secret: string, now: number): Promise<Session | null> => {
  const claims = Claims.safeParse(await verifyToken(ACCESS, token, secret, now));
  if (!claims.success) return null;
  const { sub, cli, name, roles, exp } = claims.data;
  return { userId: sub, clienteId: cli, name, roles, expiresAt: exp * 1000 };
};
