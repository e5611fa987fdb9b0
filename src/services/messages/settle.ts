import type { SettleResponse } from '@oconnector/protocol/api/conversations.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import { audited, wasAudited } from '../../db/audit.ts';
import { conversationStub, withRetry } from '../../durable/stubs.ts';
import type { Session } from '../../lib/access-token.ts';
import type { Result } from '../../lib/result.ts';
import { knowsContact } from '../contact.ts';
import type { ServiceContext } from '../context.ts';

type Asked = {
  contactId: string;
  commandId: string;
  action: 'check' | 'resend' | 'drop';
  generation?: number | undefined;
};
type Refusal = { code: 'stale' | 'not_found' | 'conflict'; control: Control | null };

/** What a person does about a message that failed or whose outcome is unknown; their decisions go into the audit. */
export const settleMessage = async (
  ctx: ServiceContext,
  { clienteId, userId, name }: Session,
  { contactId, commandId, action, generation }: Asked,
): Promise<Result<SettleResponse, Refusal>> => {
  if (!(await knowsContact(ctx.env, clienteId, contactId)))
    return { ok: false, error: { code: 'not_found', control: null } };
  const settled = await withRetry(() =>
    conversationStub(ctx.env, clienteId, contactId).settle({
      actor: { userId, name },
      commandId,
      action,
      generation: generation ?? null,
    }),
  );
  if (!settled.ok) return { ok: false, error: { code: settled.code, control: settled.control } };
  const { message, resent, control, repeated } = settled;
  if (action !== 'check') {
    const as = resent?.direction === 'out' ? resent.commandId : null;
    const entry = {
      clienteId,
      actor: userId,
      action: action === 'drop' ? 'message.dropped' : 'message.resent',
      target: commandId,
      detail: { contactId, as },
      requestId: ctx.requestId,
    };
    // The object decided before; a request that is repeated because this very line failed must still leave its row, and one only.
    if (!repeated || !(await wasAudited(ctx.db, entry))) await audited(ctx.db, entry, ctx.clock.now(), []);
  }
  return { ok: true, value: { message, resent, control } };
};
