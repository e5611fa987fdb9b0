import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import { listNumbers } from '../../db/numbers.ts';
import { gatewayStub, withRetry } from '../../durable/stubs.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { ownsNumber } from './own.ts';

/** The numbers of a cliente as their Gateways see them now. */
export const listNumberStatus = async (ctx: ServiceContext, clienteId: string): Promise<NumberStatus[]> => {
  const numbers = await listNumbers(ctx.db, clienteId);
  return Promise.all(numbers.map(({ id }) => withRetry(() => gatewayStub(ctx.env, clienteId, id).status())));
};

/** Where the simulated phones of a cliente answer: of the first number that has some. */
export const findSimulator = async (
  ctx: ServiceContext,
  clienteId: string,
): Promise<{ url: string; token: string; numberId: string } | null> => {
  for (const { id } of await listNumbers(ctx.db, clienteId)) {
    const found = await gatewayStub(ctx.env, clienteId, id).simulator();
    if (found) return { ...found, numberId: id };
  }
  return null;
};

/** How to link the device of a number just now. A number of somebody else is as unknown as one that never was. */
export const findPairing = async (
  ctx: ServiceContext,
  clienteId: string,
  numberId: string,
): Promise<Result<Pairing | null, { code: 'not_found' }>> => {
  if (!(await ownsNumber(ctx, clienteId, numberId))) return err({ code: 'not_found' });
  return ok(await withRetry(() => gatewayStub(ctx.env, clienteId, numberId).pairing()));
};
