import {
  AgentAnswerRequest,
  type Asked,
  type AskedResponse,
  LogOutRequest,
  type NumberHistoryResponse,
  type NumberPairingResponse,
  PairRequest,
  type PairingCodeResponse,
  type PairResponse,
  RenewPairingRequest,
  type SimulatorResponse,
} from '@oconnector/protocol/api/numbers.ts';
import { Hono, type Context } from 'hono';
import type * as z from 'zod/mini';
import { gatewayStub } from '../../durable/stubs.ts';
import { ApiError, notFound, rateLimited } from '../../middleware/api-error.ts';
import { agentOf, sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, numberPath } from '../../middleware/valid.ts';
import type { Result } from '../../lib/result.ts';
import { answerAgent, logOutNumber, readHistory, renewPairing } from '../../services/numbers/channel.ts';
import { findPairing, findSimulator, listNumberStatus } from '../../services/numbers/list.ts';
import { createPairingCode, pair } from '../../services/numbers/pairing.ts';
import { demandUpgrade, upgrade } from '../upgrade.ts';

/** The number of a path, as the signed-in user's. */
const numberOf = (c: Context<AppEnv>, { numberId }: { numberId: string }) => {
  const { userId, clienteId } = sessionOf(c);
  return { userId, clienteId, numberId };
};

const answerAsked = (c: Context<AppEnv>, asked: Result<Asked, { code: 'not_found' }>) => {
  if (!asked.ok) throw notFound();
  return c.json({ asked: asked.value } satisfies AskedResponse);
};

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
  .post('/numbers/:numberId/agent', numberPath, body(AgentAnswerRequest), async (c) => {
    const answered = await answerAgent(c.get('service'), numberOf(c, c.req.valid('param')), c.req.valid('json'));
    if (answered.ok) return c.json({});
    throw answered.error.code === 'not_found'
      ? notFound()
      : new ApiError('conflict', 'este agente não está mais com o número');
  })
  .post('/numbers/:numberId/renew-pairing', numberPath, body(RenewPairingRequest), async (c) =>
    answerAsked(c, await renewPairing(c.get('service'), numberOf(c, c.req.valid('param')), c.req.valid('json').phone)),
  )
  .post('/numbers/:numberId/log-out', numberPath, body(LogOutRequest), async (c) =>
    answerAsked(
      c,
      await logOutNumber(c.get('service'), numberOf(c, c.req.valid('param')), c.req.valid('json').lastDigits),
    ),
  )
  .get('/numbers/:numberId/history', numberPath, async (c) => {
    const history = await readHistory(c.get('service'), sessionOf(c).clienteId, c.req.valid('param').numberId);
    if (!history.ok) throw notFound();
    return c.json(history.value satisfies NumberHistoryResponse);
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
