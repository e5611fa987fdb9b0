import type { Merge } from '@oconnector/protocol/model/merge.ts';
import { audited } from '../db/audit.ts';
import { directoryStub, withRetry } from '../durable/stubs.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ServiceContext } from './context.ts';

const LISTED = 200;

/** Contacts of a cliente that turned out to be one, the newest first. */
export const listMerges = (ctx: ServiceContext, clienteId: string): Promise<Merge[]> =>
  withRetry(() => directoryStub(ctx.env, clienteId).merges(LISTED));

/** Makes two of them again, and writes down who decided it. */
export const undoMerge = async (
  ctx: ServiceContext,
  { clienteId, userId, mergeId }: { clienteId: string; userId: string; mergeId: string },
): Promise<Result<Merge, { code: 'not_found' | 'conflict' }>> => {
  const undone = await withRetry(() => directoryStub(ctx.env, clienteId).undoMerge({ mergeId, by: userId }));
  if (!undone.ok) return err({ code: undone.code });
  const { kept, other } = undone.merge;
  const entry = {
    clienteId,
    actor: userId,
    action: 'contact.unmerged',
    target: mergeId,
    detail: { kept, other },
    requestId: ctx.requestId,
  };
  if (!undone.repeated) await audited(ctx.db, entry, ctx.clock.now(), []);
  return ok(undone.merge);
};
