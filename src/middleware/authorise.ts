import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { auditDenial } from '../services/audit-denial.ts';
import { ApiError } from './api-error.ts';
import type { AppEnv } from './app-env.ts';

const forbidden = (): ApiError => new ApiError('forbidden', 'sem permissão');

/** Whether the page that asks is one of ours; `null` when the client says nothing of a page. */
export const sameOrigin = (c: Context<AppEnv>): boolean | null => {
  const origin = c.req.header('origin');
  return origin === undefined ? null : origin === new URL(c.req.url).origin;
};

/**
 * Refuses what another site made a browser send. A cookie travels by itself, so whatever rests on one must prove that a
 * script of ours wrote the request: by a header that no form can set and no other origin may, and by its Origin.
 */
export const refuseForgery = (c: Context<AppEnv>, byCookie: boolean): void => {
  if (sameOrigin(c) === false) throw forbidden();
  if (byCookie && c.req.header('x-oconnector') !== '1') throw forbidden();
};

const writes = (c: Context<AppEnv>): boolean => c.req.method !== 'GET' && c.req.method !== 'HEAD';

/** Lets through whom the route table names; everyone else gets 403, audited. */
export const authorise = createMiddleware<AppEnv>(async (c, next) => {
  const rule = c.get('rule');
  const principal = c.get('principal');
  if (principal.kind !== rule.principal) throw forbidden();
  if (principal.kind === 'public' && writes(c)) refuseForgery(c, false);
  if (principal.kind === 'session') {
    if (principal.via === 'cookie' && writes(c)) refuseForgery(c, true);
    if (!rule.roles.some((role) => principal.session.roles.includes(role))) {
      await auditDenial(c.get('service'), principal.session, `${rule.method} ${rule.path}`);
      throw forbidden();
    }
  }
  await next();
});
