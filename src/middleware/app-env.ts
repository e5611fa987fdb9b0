import type { Context } from 'hono';
import type { Env } from '../env.ts';
import type { Session } from '../lib/access-token.ts';
import type { ServiceContext } from '../services/context.ts';
import type { RouteRule } from './route-table.ts';

/** Who asks. */
export type Principal =
  | { kind: 'public' }
  | { kind: 'session'; via: 'cookie' | 'bearer'; session: Session }
  | { kind: 'link'; credentialId: string; clienteId: string; numberId: string }
  | { kind: 'setup' };

/** What Hono carries through a request. */
export type AppEnv = {
  Bindings: Env;
  Variables: { service: ServiceContext; rule: RouteRule; principal: Principal };
};

/** The session of a route whose rule demands one. */
export const sessionOf = (c: Context<AppEnv>): Session => {
  const principal = c.get('principal');
  if (principal.kind !== 'session') throw new Error('this route has no session: its rule in the route table is wrong');
  return principal.session;
};

/** The bot agent of a route whose rule demands one. */
export const agentOf = (c: Context<AppEnv>): Extract<Principal, { kind: 'link' }> => {
  const principal = c.get('principal');
  if (principal.kind !== 'link') throw new Error('this route has no bot agent: its rule in the route table is wrong');
  return principal;
};
