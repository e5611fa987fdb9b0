import type { DocumentSummary, Publish, PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import type { FaqPair, GoldenQuestion, OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import { audited } from '../db/audit.ts';
import { knowledgeStub, withRetry } from '../durable/stubs.ts';
import type { Session } from '../lib/access-token.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { openBytes, storeBytes, type Bytes } from './media/put.ts';
import type { ServiceContext } from './context.ts';

// The object is the truth and D1 cannot join its transaction: what is said to have happened is written after it has.
const note = (
  ctx: ServiceContext,
  session: Session,
  action: string,
  target: string,
  detail: Record<string, string | number | boolean>,
) =>
  audited(
    ctx.db,
    { clienteId: session.clienteId, actor: session.userId, action, target, detail, requestId: ctx.requestId },
    ctx.clock.now(),
    [],
  );

const stubOf = (ctx: ServiceContext, session: Session) => knowledgeStub(ctx.env, session.clienteId);

/** What was published is written down; what was only tried or refused is not. */
const notePut = async (ctx: ServiceContext, session: Session, put: PutResponse): Promise<PutResponse> => {
  const { documentId, characters, passages, published, broken } = put;
  if (published)
    await note(ctx, session, 'knowledge.put', documentId, { characters, passages, goldenBroken: broken.length });
  return put;
};

const noteSent = async (ctx: ServiceContext, session: Session, sent: DocumentSummary, publish: Publish) => {
  const { documentId, version, state } = sent;
  await note(ctx, session, 'knowledge.sent', documentId, { version, state, publish });
  return sent;
};

/** Replaces a document of the business by a text. */
export const putDocument = async (
  ctx: ServiceContext,
  session: Session,
  document: { documentId: string; title: string; text: string },
  publish: Publish,
): Promise<PutResponse> => notePut(ctx, session, await withRetry(() => stubOf(ctx, session).put(document, publish)));

/** Replaces a document of the business by questions and answers. */
export const putFaq = async (
  ctx: ServiceContext,
  session: Session,
  document: { documentId: string; title: string; pairs: FaqPair[] },
  publish: Publish,
): Promise<PutResponse> => notePut(ctx, session, await withRetry(() => stubOf(ctx, session).putFaq(document, publish)));

/** Has an address read. */
export const putUrl = async (
  ctx: ServiceContext,
  session: Session,
  asked: { documentId: string; title: string | null; url: string; publish: Publish },
): Promise<DocumentSummary> =>
  noteSent(ctx, session, await withRetry(() => stubOf(ctx, session).putUrl(asked)), asked.publish);

/**
 * Stores a file, streaming, and has it read. A file that its name or its size already rules out is not stored, and its document says why; so
 * does one whose bytes were lost on the way.
 */
export const putFile = async (
  ctx: ServiceContext,
  session: Session,
  file: { documentId: string; title: string | null; fileName: string; publish: Publish },
  bytes: Bytes,
): Promise<Result<DocumentSummary, 'unmeasured'>> => {
  const { length } = bytes;
  if (length === null) return err('unmeasured');
  const stub = () => stubOf(ctx, session);
  const { readingId, document } = await stub().expectFile({ ...file, bytes: length });
  if (readingId === null) {
    await bytes.body?.cancel().catch(() => {});
    return ok(await noteSent(ctx, session, document, file.publish));
  }
  const opened = await openBytes('document', bytes);
  const { clienteId } = session;
  const stored = opened.ok
    ? await storeBytes(ctx, { clienteId, mediaId: readingId, fileName: file.fileName }, opened.value)
    : opened;
  const sent = await withRetry(() => stub().fileCame(file.documentId, readingId, stored.ok));
  // Another source took its place while it came: that one is told.
  return ok(await noteSent(ctx, session, sent ?? document, file.publish));
};

/** Removes a document; false when there was none. */
export const removeDocument = async (ctx: ServiceContext, session: Session, documentId: string): Promise<boolean> => {
  const removed = await withRetry(() => stubOf(ctx, session).remove(documentId));
  if (removed) await note(ctx, session, 'knowledge.removed', documentId, {});
  return removed;
};

/** Lets a passage out of quarantine, or back in; null when there is none such. */
export const releasePassage = async (
  ctx: ServiceContext,
  session: Session,
  passageId: string,
  released: boolean,
): Promise<OwnPassage | null> => {
  const passage = await withRetry(() => stubOf(ctx, session).release(passageId, released));
  if (passage !== null) await note(ctx, session, 'knowledge.released', passageId, { released });
  return passage;
};

/** Replaces the other questions that a passage answers; null when there is none such. */
export const setQuestions = async (
  ctx: ServiceContext,
  session: Session,
  passageId: string,
  questions: string[],
): Promise<OwnPassage | null> => {
  const passage = await withRetry(() => stubOf(ctx, session).setQuestions(passageId, questions));
  if (passage !== null) await note(ctx, session, 'knowledge.questions', passageId, { questions: questions.length });
  return passage;
};

/** Drops a question that nobody could answer; false when there is none such. */
export const dismissQuestion = async (ctx: ServiceContext, session: Session, questionId: string): Promise<boolean> => {
  const dismissed = await withRetry(() => stubOf(ctx, session).dismissQuestion(questionId));
  if (dismissed) await note(ctx, session, 'question.dismissed', questionId, {});
  return dismissed;
};

/** Makes a question that nobody could answer a pair of a FAQ. */
export const answerQuestion = async (
  ctx: ServiceContext,
  session: Session,
  asked: { questionId: string; answer: string; question?: string | undefined; documentId?: string | undefined },
  publish: Publish,
): Promise<Result<PutResponse, 'not_found' | 'not_faq' | 'full'>> => {
  // Not repeated: the question is gone when it was answered.
  const answered = await stubOf(ctx, session).answerQuestion(asked, publish);
  return answered.ok ? ok(await notePut(ctx, session, answered.value)) : answered;
};

/** Writes a golden question; null when there are as many as there may be. */
export const putGolden = async (
  ctx: ServiceContext,
  session: Session,
  golden: Omit<GoldenQuestion, 'updatedAt'>,
): Promise<GoldenQuestion | null> => {
  const put = await withRetry(() => stubOf(ctx, session).putGolden(golden));
  if (put !== null) await note(ctx, session, 'golden.put', golden.goldenId, { expects: golden.expected.type });
  return put;
};

/** Removes a golden question; false when there was none. */
export const removeGolden = async (ctx: ServiceContext, session: Session, goldenId: string): Promise<boolean> => {
  const removed = await withRetry(() => stubOf(ctx, session).removeGolden(goldenId));
  if (removed) await note(ctx, session, 'golden.removed', goldenId, {});
  return removed;
};
