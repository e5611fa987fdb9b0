import {
  ConversationsQuery,
  MessagesQuery,
  ReadRequest,
  ReleaseRequest,
  SettleRequest,
  TakeoverRequest,
  type ControlResponse,
  type ConversationResponse,
  type ConversationsResponse,
  type MessagesResponse,
  type SettleResponse,
} from '@oconnector/protocol/api/conversations.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { Hono } from 'hono';
import type { Refused } from '../../durable/rpc/common.ts';
import { conversationStub, inboxStub, withRetry } from '../../durable/stubs.ts';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { demandContact } from '../demand-contact.ts';
import { settleMessage } from '../../services/messages/settle.ts';
import { body, commandPath, contactPath, query } from '../../middleware/valid.ts';

type Changed = { ok: true; row: ConversationRow } | (Refused<'stale' | 'not_found'> & { control: Control | null });

/** What a refused change of control is to the client. */
export const controlRefusal = (refused: Refused<'stale' | 'not_found'> & { control: Control | null }): ApiError =>
  refused.code === 'not_found'
    ? notFound()
    : new ApiError('stale', 'a conversa mudou nesse meio-tempo', { current: refused.control });

const changed = (result: Changed): ControlResponse => {
  if (!result.ok) throw controlRefusal(result);
  return { control: result.row.control, row: result.row };
};

export const conversations = new Hono<AppEnv>()
  .get('/', query(ConversationsQuery), async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const { search, cursor, ...rest } = c.req.valid('query');
    const page = { ...rest, userId, search: search ?? null, cursor: cursor ?? null };
    const rows = await withRetry(() => inboxStub(c.env, clienteId).list(page));
    return c.json(rows satisfies ConversationsResponse);
  })
  .get('/:contactId', contactPath, async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const [detail, readInbound] = await Promise.all([
      withRetry(() => conversationStub(c.env, clienteId, contactId).detail()),
      withRetry(() => inboxStub(c.env, clienteId).readInbound(userId, contactId)),
    ]);
    if (!detail) throw notFound();
    return c.json({ ...detail, readInbound } satisfies ConversationResponse);
  })
  .get('/:contactId/messages', contactPath, query(MessagesQuery), async (c) => {
    const { clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    const { before, after, limit } = c.req.valid('query');
    await demandContact(c.env, clienteId, contactId);
    const page = { before: before ?? null, after: after ?? null, limit };
    const messages = await withRetry(() => conversationStub(c.env, clienteId, contactId).messages(page));
    if (!messages) throw notFound();
    return c.json(messages satisfies MessagesResponse);
  })
  .post('/:contactId/takeover', contactPath, body(TakeoverRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { generation, releaseAfterMinutes } = c.req.valid('json');
    const releaseAfterMs = releaseAfterMinutes === null ? null : releaseAfterMinutes * 60_000;
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const conversation = conversationStub(c.env, clienteId, contactId);
    return c.json(changed(await conversation.takeover({ actor: { userId, name }, generation, releaseAfterMs })));
  })
  .post('/:contactId/release', contactPath, body(ReleaseRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { generation, note, resolve } = c.req.valid('json');
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const conversation = conversationStub(c.env, clienteId, contactId);
    return c.json(
      changed(await conversation.release({ actor: { userId, name }, generation, note: note ?? null, resolve })),
    );
  })
  .post('/:contactId/messages/:commandId/settle', commandPath, body(SettleRequest), async (c) => {
    const settled = await settleMessage(c.get('service'), sessionOf(c), {
      ...c.req.valid('param'),
      ...c.req.valid('json'),
    });
    if (settled.ok) return c.json(settled.value satisfies SettleResponse);
    const { code, control } = settled.error;
    if (code === 'conflict') throw new ApiError('conflict', 'não há o que resolver nesta mensagem');
    throw controlRefusal({ ok: false, code, message: code, control });
  })
  .post('/:contactId/read', contactPath, body(ReadRequest), async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    const { inboundCount } = c.req.valid('json');
    await demandContact(c.env, clienteId, contactId);
    await withRetry(() => inboxStub(c.env, clienteId).markRead(userId, contactId, inboundCount));
    return c.body(null, 204);
  });
