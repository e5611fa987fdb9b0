import {
  LoginRequest,
  RefreshRequest,
  StartRequest,
  type MeResponse,
  type SessionResponse,
} from '@oconnector/protocol/api/auth.ts';
import type { SessionUser } from '@oconnector/protocol/model/user.ts';
import { Hono, type Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { ApiError, rateLimited } from '../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../middleware/app-env.ts';
import { refuseForgery } from '../middleware/authorise.ts';
import { clearSessionCookies, REFRESH_COOKIE, setSessionCookies } from '../middleware/cookies.ts';
import { body } from '../middleware/valid.ts';
import { login } from '../services/auth/login.ts';
import { logout } from '../services/auth/logout.ts';
import { me } from '../services/auth/me.ts';
import { refresh } from '../services/auth/refresh.ts';
import type { OpenSession } from '../services/auth/session.ts';
import { start } from '../services/auth/start.ts';

const wireUser = ({ userId, email, name, clienteId, clienteName, roles }: SessionUser): SessionUser => ({
  userId,
  email,
  name,
  clienteId,
  clienteName,
  roles,
});

/** A browser gets the tokens as cookies, an API client in the body; never both. */
const answer = (c: Context<AppEnv>, session: OpenSession, client: 'browser' | 'api') => {
  const { accessToken, refreshToken, expiresAt } = session;
  const response: SessionResponse = { user: wireUser(session.user), expiresAt };
  if (client === 'api') return c.json({ ...response, tokens: { accessToken, refreshToken } } satisfies SessionResponse);
  setSessionCookies(c, session);
  return c.json(response);
};

/** The refresh token and who keeps it. From a cookie, the request must prove that it is no forgery. */
const presented = (
  c: Context<AppEnv>,
  inBody: string | undefined,
): { token: string; client: 'browser' | 'api' } | null => {
  if (inBody !== undefined) return { token: inBody, client: 'api' };
  const cookie = getCookie(c, REFRESH_COOKIE);
  if (cookie === undefined) return null;
  refuseForgery(c, true);
  return { token: cookie, client: 'browser' };
};

export const auth = new Hono<AppEnv>()
  .post('/login', body(LoginRequest), async (c) => {
    const { client, ...input } = c.req.valid('json');
    const session = await login(c.get('service'), input);
    if (session.ok) return answer(c, session.value, client);
    if (session.error.code === 'rate_limited') throw rateLimited(session.error.retryAfterMs);
    throw new ApiError('unauthorised', 'e-mail ou senha incorretos');
  })
  .post('/start', body(StartRequest), async (c) => {
    const session = await start(c.get('service'), c.req.valid('json').token);
    if (!session.ok) throw new ApiError('unauthorised', 'este link já foi usado ou venceu');
    return answer(c, session.value, 'browser');
  })
  .post('/refresh', body(RefreshRequest), async (c) => {
    const held = presented(c, c.req.valid('json').refreshToken);
    const session = held && (await refresh(c.get('service'), held.token));
    if (session?.ok) return answer(c, session.value, held?.client ?? 'browser');
    if (held?.client === 'browser') clearSessionCookies(c);
    throw new ApiError('unauthorised', 'a sessão terminou; entre de novo');
  })
  .post('/logout', body(RefreshRequest), async (c) => {
    const held = presented(c, c.req.valid('json').refreshToken);
    if (held) await logout(c.get('service'), held.token);
    clearSessionCookies(c);
    return c.body(null, 204);
  })
  .get('/me', async (c) => {
    const session = sessionOf(c);
    const member = await me(c.get('service'), session);
    if (!member) throw new ApiError('unauthorised', 'a sessão terminou; entre de novo');
    return c.json({ user: wireUser(member), expiresAt: session.expiresAt } satisfies MeResponse);
  });
