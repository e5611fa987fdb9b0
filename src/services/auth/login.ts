import { audited } from '../../db/audit.ts';
import { sweepAttempts } from '../../db/attempts.ts';
import { findMember, findUserByEmail, setPasswordHash } from '../../db/users.ts';
import { hashPassword, verifyPassword } from '../../lib/password.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RateLimited, ServiceContext } from '../context.ts';
import { LIMITS } from '../limits.ts';
import { openGuess } from './guesses.ts';
import { openSession, type OpenSession } from './session.ts';

export type LoginRefusal = RateLimited | { code: 'unauthorised' };

const auditRefusal = async (ctx: ServiceContext, userId: string): Promise<void> => {
  const member = await findMember(ctx.db, userId, null);
  if (!member) return;
  const entry = {
    clienteId: member.clienteId,
    actor: 'anonymous',
    action: 'session.refused',
    target: userId,
    detail: {},
    requestId: ctx.requestId,
  };
  await audited(ctx.db, entry, ctx.clock.now(), []);
};

/**
 * Signs in by address and password. An unknown address costs the same work and gets the same answer as a wrong password;
 * both count against the account and the peer's address, right ones do not.
 */
export const login = async (
  ctx: ServiceContext,
  input: { email: string; password: string },
): Promise<Result<OpenSession, LoginRefusal>> => {
  const byAddress = await openGuess(ctx, 'loginAddress', ctx.ip);
  if (!byAddress.ok) return byAddress;
  const byAccount = await openGuess(ctx, 'loginAccount', input.email.trim().toLowerCase());
  if (!byAccount.ok) {
    // Nobody looked at the password: the address has guessed nothing.
    await byAddress.value.right(false);
    return byAccount;
  }
  const user = await findUserByEmail(ctx.db, input.email);
  const { right, outdated } = await verifyPassword(input.password, user?.passwordHash ?? null);
  const member = user && right ? await findMember(ctx.db, user.id, null) : null;
  if (!user || !member) {
    await Promise.all([byAddress.value.wrong(), byAccount.value.wrong()]);
    // After the answer: an unknown address has no audit to write and must not be told by its speed.
    if (user) ctx.after(auditRefusal(ctx, user.id));
    return err({ code: 'unauthorised' });
  }
  await Promise.all([byAddress.value.right(false), byAccount.value.right(true)]);
  ctx.after(sweepAttempts(ctx.db, ctx.clock.now() - LIMITS.loginAddress.windowMs));
  if (outdated) await setPasswordHash(ctx.db, user.id, await hashPassword(input.password, ctx.random));
  return ok(await openSession(ctx, member, 'password'));
};
