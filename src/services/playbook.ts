import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import { audited } from '../db/audit.ts';
import { knowledgeStub, withRetry } from '../durable/stubs.ts';
import type { Session } from '../lib/access-token.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { ServiceContext } from './context.ts';

/** How a cliente wants its assistant to be. */
export const playbookOf = (ctx: ServiceContext, { clienteId }: Session): Promise<Playbook> =>
  withRetry(() => knowledgeStub(ctx.env, clienteId).playbook());

/** Replaces it if nobody else did since it was read; the refusal carries the playbook as it is now. Not repeated by itself: the second would be stale. */
export const changePlaybook = async (
  ctx: ServiceContext,
  session: Session,
  playbook: Playbook,
): Promise<Result<Playbook, Playbook>> => {
  const { clienteId, userId: actor } = session;
  const changed = await knowledgeStub(ctx.env, clienteId).setPlaybook(playbook);
  if (changed === null) return err(await playbookOf(ctx, session));
  const detail = { version: changed.version };
  const entry = { clienteId, actor, action: 'playbook.changed', target: clienteId, detail, requestId: ctx.requestId };
  await audited(ctx.db, entry, ctx.clock.now(), []);
  return ok(changed);
};
