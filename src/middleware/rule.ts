import { createMiddleware } from 'hono/factory';
import { bodyLimit } from 'hono/body-limit';
import { matchedRoutes } from 'hono/route';
import { ApiError, notFound } from './api-error.ts';
import type { AppEnv } from './app-env.ts';
import { ruleOf } from './route-table.ts';

/**
 * Finds the rule of the handler that Hono has matched. Without a rule nothing is served, so a forgotten row closes a
 * route instead of opening it.
 */
export const findRule = createMiddleware<AppEnv>(async (c, next) => {
  // Middleware is registered for ALL methods, handlers for one.
  const handlers = matchedRoutes(c).filter((route) => route.method !== 'ALL');
  const rules = new Set(handlers.map((route) => ruleOf(route.method, route.path)));
  const [rule] = rules;
  if (rules.size !== 1 || !rule) throw notFound();
  c.set('rule', rule);
  await next();
});

/** Refuses a body beyond the route's limit before anything reads it. */
export const limitBody = createMiddleware<AppEnv>((c, next) => {
  const { maxBody } = c.get('rule');
  // Counting would buffer it.
  if (maxBody === Number.POSITIVE_INFINITY) return next();
  return bodyLimit({
    maxSize: maxBody,
    onError: () => {
      throw new ApiError('too_large', `o corpo tem no máximo ${maxBody} bytes`);
    },
  })(c, next);
});
