import { findMember, type Member } from '../../db/users.ts';
import type { Session } from '../../lib/access-token.ts';
import type { ServiceContext } from '../context.ts';

/** The signed-in user as stored now; null when the user has left the cliente or is disabled. */
export const me = (ctx: ServiceContext, session: Session): Promise<Member | null> =>
  findMember(ctx.db, session.userId, session.clienteId);
