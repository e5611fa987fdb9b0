import { SIGN_IN_LINK_MS } from '@oconnector/protocol/api/auth.ts';
import { findMember } from '../../db/users.ts';
import { addOneTimeToken, useOneTimeToken } from '../../db/sessions.ts';
import { base64url, sha256 } from '../../lib/crypto.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { openSession, type OpenSession } from './session.ts';

/** Makes a token that signs this user in once. */
export const createSignInToken = async (
  ctx: Pick<ServiceContext, 'db' | 'clock' | 'random'>,
  userId: string,
  clienteId: string,
): Promise<string> => {
  const token = base64url(ctx.random.bytes(32));
  const now = ctx.clock.now();
  await addOneTimeToken(ctx.db, {
    hash: await sha256(token),
    userId,
    clienteId,
    createdAt: now,
    expiresAt: now + SIGN_IN_LINK_MS,
  });
  return token;
};

/** Redeems a one-time sign-in token. */
export const start = async (
  ctx: ServiceContext,
  token: string,
): Promise<Result<OpenSession, { code: 'unauthorised' }>> => {
  const known = await useOneTimeToken(ctx.db, await sha256(token), ctx.clock.now());
  const member = known && (await findMember(ctx.db, known.userId, known.clienteId));
  return member ? ok(await openSession(ctx, member, 'link')) : err({ code: 'unauthorised' });
};
