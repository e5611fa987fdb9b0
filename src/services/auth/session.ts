import type { SessionUser } from '@oconnector/protocol/model/user.ts';
import { audited } from '../../db/audit.ts';
import { openFamily } from '../../db/sessions.ts';
import type { Member } from '../../db/users.ts';
import { signAccessToken } from '../../lib/access-token.ts';
import { base64url, sha256 } from '../../lib/crypto.ts';
import { newId } from '../../lib/random.ts';
import type { ServiceContext } from '../context.ts';

/** No rotation outlives this: then a person signs in again. */
export const SESSION_MS = 30 * 24 * 60 * 60_000;

/** A session as handed to its owner. */
export type OpenSession = {
  user: SessionUser;
  accessToken: string;
  /** When the access token ends. */
  expiresAt: number;
  refreshToken: string;
  /** When the whole session ends, rotation or not. */
  refreshExpiresAt: number;
};

/** An access token for a member beside a refresh token that is already stored. */
export const sessionFor = async (
  ctx: ServiceContext,
  member: Member,
  refreshToken: string,
  refreshExpiresAt: number,
): Promise<OpenSession> => {
  const { userId, clienteId, name, roles } = member;
  const access = await signAccessToken({ userId, clienteId, name, roles }, ctx.vars.JWT_SECRET, ctx.clock.now());
  return { user: member, accessToken: access.token, expiresAt: access.expiresAt, refreshToken, refreshExpiresAt };
};

/** Opens a new family of refresh tokens for a member, audited. `how` says by which door. */
export const openSession = async (
  ctx: ServiceContext,
  member: Member,
  how: 'password' | 'link',
): Promise<OpenSession> => {
  const now = ctx.clock.now();
  const refreshToken = base64url(ctx.random.bytes(32));
  const { userId, clienteId } = member;
  const family = { id: newId(ctx.random, 'ses'), userId, clienteId, createdAt: now, expiresAt: now + SESSION_MS };
  await audited(
    ctx.db,
    {
      clienteId,
      actor: userId,
      action: 'session.opened',
      target: family.id,
      detail: { how },
      requestId: ctx.requestId,
    },
    now,
    openFamily(ctx.db, family, await sha256(refreshToken)),
  );
  return sessionFor(ctx, member, refreshToken, family.expiresAt);
};
