import { audited } from '../db/audit.ts';
import type { Session } from '../lib/access-token.ts';
import type { ServiceContext } from './context.ts';
import { tryOnce } from './limits.ts';

/** Writes down that a signed-in user asked for what they may not have. Only so often: a loop must not fill the audit. */
export const auditDenial = async (ctx: ServiceContext, session: Session, route: string): Promise<void> => {
  const { userId, clienteId } = session;
  ctx.log.warn({ userId, clienteId, route }, 'refused: the role is missing');
  const counted = await tryOnce(ctx, 'auditedDenials', userId);
  if (!counted.ok) return;
  const entry = {
    clienteId,
    actor: userId,
    action: 'access.refused',
    target: route,
    detail: {},
    requestId: ctx.requestId,
  };
  await audited(ctx.db, entry, ctx.clock.now(), []);
};
