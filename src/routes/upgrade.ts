import type { Context } from 'hono';
import { ApiError } from '../middleware/api-error.ts';
import type { AppEnv } from '../middleware/app-env.ts';

type Upgradable = { fetch(request: Request): Promise<Response> };

/**
 * Hands a WebSocket upgrade to an object, with `headers` set and without the credentials: the object has no use for
 * them. What a client sent under one of these names is replaced.
 */
export const upgrade = async (
  c: Context<AppEnv>,
  object: Upgradable,
  headers: Record<string, string>,
): Promise<Response> => {
  const forwarded = new Headers(c.req.raw.headers);
  forwarded.delete('authorization');
  forwarded.delete('cookie');
  for (const [name, value] of Object.entries(headers)) forwarded.set(name, value);
  const response = await object.fetch(new Request(c.req.raw, { headers: forwarded }));
  const answered = new Response(response.body, response);
  answered.headers.set('x-request-id', c.get('service').requestId);
  return answered;
};

/** Refuses what does not ask for a WebSocket. */
export const demandUpgrade = (c: Context<AppEnv>): void => {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    throw new ApiError('bad_request', 'este endereço fala WebSocket');
};
