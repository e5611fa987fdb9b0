import { audited } from '../../db/audit.ts';
import { findRefreshToken, revokeFamily, rotateRefreshToken, type KnownToken } from '../../db/sessions.ts';
import { findMember } from '../../db/users.ts';
import { base64url, hmac, sha256 } from '../../lib/crypto.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { sessionFor, type OpenSession } from './session.ts';

/** Two tabs, or a retry after a lost answer, use one token twice within moments. Later, it was stolen. */
export const REUSE_GRACE_MS = 10_000;

// The successor is a function of the token, so that every use within the grace gets the same one although only hashes
// are stored.
const successorOf = async (ctx: ServiceContext, token: string): Promise<string> =>
  base64url(await hmac(ctx.vars.JWT_SECRET, `refresh-successor:${token}`));

const revokeForReuse = async (ctx: ServiceContext, family: KnownToken['family']): Promise<void> => {
  const now = ctx.clock.now();
  ctx.log.warn({ family: family.id, userId: family.userId }, 'a refresh token was used again: its session is revoked');
  const entry = {
    clienteId: family.clienteId,
    actor: 'anonymous',
    action: 'session.reused',
    target: family.id,
    detail: {},
    requestId: ctx.requestId,
  };
  await audited(ctx.db, entry, now, [revokeFamily(ctx.db, family.id, 'reuse', now)]);
};

/**
 * Exchanges a refresh token for its successor and a new access token, with the roles as they are now. A token used again
 * after the grace revokes its whole family: thief and owner both have to sign in.
 */
export const refresh = async (
  ctx: ServiceContext,
  token: string,
): Promise<Result<OpenSession, { code: 'unauthorised' }>> => {
  const hash = await sha256(token);
  const known = await findRefreshToken(ctx.db, hash);
  const now = ctx.clock.now();
  if (!known || known.family.revokedAt !== null || known.family.expiresAt <= now) return err({ code: 'unauthorised' });
  const { family, usedAt } = known;
  if (usedAt !== null && now - usedAt > REUSE_GRACE_MS) {
    await revokeForReuse(ctx, family);
    return err({ code: 'unauthorised' });
  }
  const member = await findMember(ctx.db, family.userId, family.clienteId);
  if (!member) return err({ code: 'unauthorised' });
  const successor = await successorOf(ctx, token);
  if (usedAt === null) await rotateRefreshToken(ctx.db, family.id, hash, await sha256(successor), now);
  return ok(await sessionFor(ctx, member, successor, family.expiresAt));
};
