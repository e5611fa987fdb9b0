import type { TicketResponse } from '@oconnector/protocol/api/auth.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { LIVE_SESSION_HEADER } from '../durable/rpc/inbox.ts';
import { inboxStub } from '../durable/stubs.ts';
import { base64url } from '../lib/crypto.ts';
import { signTicket } from '../lib/tickets.ts';
import { ApiError } from '../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../middleware/app-env.ts';
import { sameOrigin } from '../middleware/authorise.ts';
import { demandUpgrade, upgrade } from './upgrade.ts';

export const live = new Hono<AppEnv>()
  .post('/ticket', async (c) => {
    const { userId, clienteId, roles, expiresAt } = sessionOf(c);
    const { clock, random, vars } = c.get('service');
    const claims = { userId, clienteId, roles, expiresAt, jti: base64url(random.bytes(16)) };
    const ticket = await signTicket(claims, vars.JWT_SECRET, clock.now());
    return c.json(ticket satisfies z.infer<typeof TicketResponse>);
  })
  .get('/', async (c) => {
    demandUpgrade(c);
    const principal = c.get('principal');
    // A browser sends cookies and an Origin along with any page's upgrade; only a page of ours may use them.
    const origin = sameOrigin(c);
    const byBearer = principal.kind === 'session' && principal.via === 'bearer';
    if (origin === false || (origin === null && !byBearer)) throw new ApiError('forbidden', 'sem permissão');
    const { userId, clienteId, roles, expiresAt } = sessionOf(c);
    const session = JSON.stringify({ userId, clienteId, roles, expiresAt });
    return upgrade(c, inboxStub(c.env, clienteId), { [LIVE_SESSION_HEADER]: session });
  });
