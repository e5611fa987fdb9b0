import {
  type NumberPairingResponse,
  PairRequest,
  type PairingCodeResponse,
  type PairResponse,
  type SimulatorResponse,
} from '@oconnector/protocol/api/numbers.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { gatewayStub } from '../../durable/stubs.ts';
import { ApiError, notFound, rateLimited } from '../../middleware/api-error.ts';
import { agentOf, sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, numberPath } from '../../middleware/valid.ts';
import { findPairing, findSimulator, listNumberStatus } from '../../services/numbers/list.ts';
import { createPairingCode, pair } from '../../services/numbers/pairing.ts';
import { demandUpgrade, upgrade } from '../upgrade.ts';

export const numbers = new Hono<AppEnv>()
  .get('/numbers', async (c) => c.json({ numbers: await listNumberStatus(c.get('service'), sessionOf(c).clienteId) }))
  .post('/numbers/:numberId/pairing-code', numberPath, async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const { numberId } = c.req.valid('param');
    const made = await createPairingCode(c.get('service'), { clienteId, numberId, createdBy: userId });
    if (made.ok) return c.json(made.value satisfies z.infer<typeof PairingCodeResponse>);
    throw made.error.code === 'not_found' ? notFound() : rateLimited(made.error.retryAfterMs);
  })
  .get('/numbers/:numberId/pairing', numberPath, async (c) => {
    const pairing = await findPairing(c.get('service'), sessionOf(c).clienteId, c.req.valid('param').numberId);
    if (!pairing.ok) throw notFound();
    return c.json({ pairing: pairing.value } satisfies NumberPairingResponse);
  })
  .post('/pair', body(PairRequest), async (c) => {
    const paired = await pair(c.get('service'), c.req.valid('json'));
    if (paired.ok) return c.json(paired.value satisfies PairResponse);
    if (paired.error.code === 'rate_limited') throw rateLimited(paired.error.retryAfterMs);
    throw new ApiError('unauthorised', 'código inválido, usado ou vencido');
  })
  .get('/link', async (c) => {
    const { clienteId, numberId } = agentOf(c);
    demandUpgrade(c);
    return upgrade(c, gatewayStub(c.env, clienteId, numberId), {});
  })
  .get('/simulator', async (c) => {
    const simulator = await findSimulator(c.get('service'), sessionOf(c).clienteId);
    if (!simulator) throw notFound();
    return c.json(simulator satisfies SimulatorResponse);
  });
