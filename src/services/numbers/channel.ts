import type { Asked, NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import { audited } from '../../db/audit.ts';
import { revokeCredentialOf } from '../../db/numbers.ts';
import { gatewayStub, withRetry } from '../../durable/stubs.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { ownsNumber } from './own.ts';

/** A number as its owner speaks of it. One of another cliente is as unknown as one that never was. */
type OfNumber = { clienteId: string; numberId: string; userId: string };
type Unknown = { code: 'not_found' };

const entryOf = (ctx: ServiceContext, { clienteId, numberId, userId }: OfNumber, action: string, agentId?: string) => ({
  clienteId,
  actor: userId,
  action,
  target: numberId,
  detail: agentId === undefined ? {} : { botId: agentId },
  requestId: ctx.requestId,
});

/**
 * Whether the computer that took the number is the cliente's. One that is not loses its credential first, so that it
 * cannot come back. `gone`: another one has the number by now, of which nothing was said.
 */
export const answerAgent = async (
  ctx: ServiceContext,
  number: OfNumber,
  { agentId, isOurs }: { agentId: string; isOurs: boolean },
): Promise<Result<null, Unknown | { code: 'gone' }>> => {
  const { clienteId, numberId } = number;
  if (!(await ownsNumber(ctx, clienteId, numberId))) return err({ code: 'not_found' });
  const gateway = gatewayStub(ctx.env, clienteId, numberId);
  const { agent } = await withRetry(() => gateway.status());
  if (agent?.id !== agentId) return err({ code: 'gone' });
  const now = ctx.clock.now();
  const action = isOurs ? 'number.agent_confirmed' : 'number.agent_refused';
  const statements = isOurs ? [] : [revokeCredentialOf(ctx.db, numberId, agentId, now)];
  await audited(ctx.db, entryOf(ctx, number, action, agentId), now, statements);
  const answered = await withRetry(() => gateway.answerAgent(agentId, isOurs));
  return answered === 'done' ? ok(null) : err({ code: 'gone' });
};

/** Asks the number's agent for something that only a person may want, and writes down who did. */
const ask = async (
  ctx: ServiceContext,
  number: OfNumber,
  action: string,
  put: (gateway: ReturnType<typeof gatewayStub>) => Promise<Asked>,
): Promise<Result<Asked, Unknown>> => {
  const { clienteId, numberId } = number;
  if (!(await ownsNumber(ctx, clienteId, numberId))) return err({ code: 'not_found' });
  const asked = await put(gatewayStub(ctx.env, clienteId, numberId));
  if (asked === 'told') await audited(ctx.db, entryOf(ctx, number, action), ctx.clock.now(), []);
  return ok(asked);
};

/** Another QR, or with `phone` a code to type there. */
export const renewPairing = (ctx: ServiceContext, number: OfNumber, phone: string | null) =>
  ask(ctx, number, 'number.pairing_renewed', (gateway) => gateway.renewPairing(phone));

/** Unlinks the number's device from its WhatsApp account. */
export const logOutNumber = (ctx: ServiceContext, number: OfNumber, lastDigits: string) =>
  ask(ctx, number, 'number.logged_out', (gateway) => gateway.logOut(lastDigits));

/** How the number stood in the last day. */
export const readHistory = async (
  ctx: ServiceContext,
  clienteId: string,
  numberId: string,
): Promise<Result<NumberHistoryResponse, Unknown>> => {
  if (!(await ownsNumber(ctx, clienteId, numberId))) return err({ code: 'not_found' });
  return ok(await withRetry(() => gatewayStub(ctx.env, clienteId, numberId).history()));
};
