import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import { audited } from '../db/audit.ts';
import { knowledgeStub, withRetry } from '../durable/stubs.ts';
import type { Session } from '../lib/access-token.ts';
import type { ServiceContext } from './context.ts';

// The object is the truth and D1 cannot join its transaction: what is said to have happened is written after it has.
const note = (
  ctx: ServiceContext,
  session: Session,
  action: string,
  documentId: string,
  detail: Record<string, number>,
) =>
  audited(
    ctx.db,
    {
      clienteId: session.clienteId,
      actor: session.userId,
      action,
      target: documentId,
      detail,
      requestId: ctx.requestId,
    },
    ctx.clock.now(),
    [],
  );

/** Replaces a document of the business. */
export const putDocument = async (
  ctx: ServiceContext,
  session: Session,
  document: { documentId: string; title: string; text: string },
): Promise<DocumentSummary> => {
  const summary = await withRetry(() => knowledgeStub(ctx.env, session.clienteId).put(document));
  await note(ctx, session, 'knowledge.put', document.documentId, {
    characters: summary.characters,
    passages: summary.passages,
  });
  return summary;
};

/** Removes a document; false when there was none. */
export const removeDocument = async (ctx: ServiceContext, session: Session, documentId: string): Promise<boolean> => {
  const removed = await withRetry(() => knowledgeStub(ctx.env, session.clienteId).remove(documentId));
  if (removed) await note(ctx, session, 'knowledge.removed', documentId, {});
  return removed;
};
