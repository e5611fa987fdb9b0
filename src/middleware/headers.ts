import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';

/** What every answer of the API says to a browser: this is data, show it nowhere, keep it nowhere. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Set before the handler, so that refusals carry them too. There are no CORS headers: other origins get nothing. */
export const headers = createMiddleware<AppEnv>(async (c, next) => {
  for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  if (new URL(c.req.url).protocol === 'https:')
    c.header('strict-transport-security', 'max-age=63072000; includeSubDomains');
  await next();
});
