import { audited } from '../../db/audit.ts';
import { findRefreshToken, revokeFamily } from '../../db/sessions.ts';
import { sha256 } from '../../lib/crypto.ts';
import type { ServiceContext } from '../context.ts';

/** Ends the session a refresh token belongs to, on every device that shares it. An unknown token ends nothing. */
export const logout = async (ctx: ServiceContext, token: string): Promise<void> => {
  const known = await findRefreshToken(ctx.db, await sha256(token));
  if (!known || known.family.revokedAt !== null) return;
  const { id, clienteId, userId } = known.family;
  const now = ctx.clock.now();
  const entry = {
    clienteId,
    actor: userId,
    action: 'session.closed',
    target: id,
    detail: {},
    requestId: ctx.requestId,
  };
  await audited(ctx.db, entry, now, [revokeFamily(ctx.db, id, 'logout', now)]);
};
