import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { OpenSession } from '../services/auth/session.ts';
import type { AppEnv } from './app-env.ts';

export const ACCESS_COOKIE = 'oc_access';
export const REFRESH_COOKIE = 'oc_refresh';
const ACCESS_PATH = '/api';
const REFRESH_PATH = '/api/auth';

const attributes = (c: Context<AppEnv>) =>
  ({ httpOnly: true, sameSite: 'Strict', secure: new URL(c.req.url).protocol === 'https:' }) as const;

/** Hands a browser its session: both tokens out of reach of any script. */
export const setSessionCookies = (c: Context<AppEnv>, session: OpenSession): void => {
  const { accessToken, expiresAt, refreshToken, refreshExpiresAt } = session;
  setCookie(c, ACCESS_COOKIE, accessToken, { ...attributes(c), path: ACCESS_PATH, expires: new Date(expiresAt) });
  setCookie(c, REFRESH_COOKIE, refreshToken, {
    ...attributes(c),
    path: REFRESH_PATH,
    expires: new Date(refreshExpiresAt),
  });
};

export const clearSessionCookies = (c: Context<AppEnv>): void => {
  deleteCookie(c, ACCESS_COOKIE, { ...attributes(c), path: ACCESS_PATH });
  deleteCookie(c, REFRESH_COOKIE, { ...attributes(c), path: REFRESH_PATH });
};
