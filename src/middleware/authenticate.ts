import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import { findCredential } from '../db/numbers.ts';
import { verifyAccessToken } from '../lib/access-token.ts';
import { sameSecret, sha256 } from '../lib/crypto.ts';
import type { ServiceContext } from '../services/context.ts';
import { ApiError, notFound } from './api-error.ts';
import type { AppEnv, Principal } from './app-env.ts';
import { ACCESS_COOKIE } from './cookies.ts';
import type { RouteRule } from './route-table.ts';

type Credentials = { bearer: string | null; cookie: string | null };

const asSession = async (service: ServiceContext, { bearer, cookie }: Credentials): Promise<Principal | null> => {
  // A Bearer that is wrong is refused; the cookie beside it is not asked.
  const token = bearer ?? cookie;
  if (token === null) return null;
  const session = await verifyAccessToken(token, service.vars.JWT_SECRET, service.clock.now());
  return session && { kind: 'session', via: bearer === null ? 'cookie' : 'bearer', session };
};

const asLink = async (service: ServiceContext, { bearer }: Credentials): Promise<Principal | null> => {
  const credential = bearer && (await findCredential(service.db, await sha256(bearer)));
  if (!credential) return null;
  return { kind: 'link', credentialId: credential.id, clienteId: credential.clienteId, numberId: credential.numberId };
};

const asSetup = async (service: ServiceContext, { bearer }: Credentials): Promise<Principal | null> => {
  const expected = service.vars.SETUP_TOKEN;
  // Where there is no setup token there is no such route.
  if (expected === undefined) throw notFound();
  return bearer !== null && (await sameSecret(bearer, expected)) ? { kind: 'setup' } : null;
};

const identify = (
  kind: RouteRule['principal'],
  service: ServiceContext,
  credentials: Credentials,
): Promise<Principal | null> | Principal => {
  switch (kind) {
    case 'public':
      return { kind: 'public' };
    case 'session':
      return asSession(service, credentials);
    case 'link':
      return asLink(service, credentials);
    case 'setup':
      return asSetup(service, credentials);
  }
};

/** Finds out who asks, by the one kind of credential that the route's rule names. Nobody gets 401. */
export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null;
  const credentials = { bearer, cookie: getCookie(c, ACCESS_COOKIE) ?? null };
  const principal = await identify(c.get('rule').principal, c.get('service'), credentials);
  if (!principal) throw new ApiError('unauthorised', 'entre para continuar');
  c.set('principal', principal);
  await next();
});
