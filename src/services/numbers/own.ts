import { findNumber } from '../../db/numbers.ts';
import type { ServiceContext } from '../context.ts';

// A number never changes its cliente, so a yes may be remembered; it keeps D1 out of the way of a message. A no may not.
const known = new WeakMap<object, Set<string>>();
const MAX_KNOWN = 10_000;

/** Whether this number is this cliente's. */
export const ownsNumber = async (ctx: ServiceContext, clienteId: string, numberId: string): Promise<boolean> => {
  const yes = known.get(ctx.env) ?? new Set<string>();
  known.set(ctx.env, yes);
  const key = `${clienteId}:${numberId}`;
  if (yes.has(key)) return true;
  if (!(await findNumber(ctx.db, clienteId, numberId))) return false;
  if (yes.size >= MAX_KNOWN) yes.clear();
  yes.add(key);
  return true;
};
