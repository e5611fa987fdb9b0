import {
  IngestRequest,
  SendRequest,
  type IngestResponse,
  type SendResponse,
} from '@oconnector/protocol/api/conversations.ts';
import { Hono } from 'hono';
import { conversationStub, withRetry } from '../../durable/stubs.ts';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, invalid } from '../../middleware/valid.ts';
import { ingestMessage } from '../../services/messages/ingest.ts';
import { demandContact } from '../demand-contact.ts';
import { controlRefusal } from './conversations.ts';

export const messages = new Hono<AppEnv>()
  .post('/send', body(SendRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId, mediaId, ...input } = c.req.valid('json');
    await demandContact(c.env, clienteId, contactId);
    const sent = await withRetry(() =>
      conversationStub(c.env, clienteId, contactId).send({
        actor: { userId, name },
        ...input,
        ...(mediaId !== undefined && { mediaId }),
      }),
    );
    if (!sent.ok) {
      const { code, message, control } = sent;
      if (code === 'conflict') throw new ApiError('conflict', 'este clientId já foi usado com outro conteúdo');
      if (code === 'no_media') throw invalid([{ path: ['mediaId'], message: 'não há este arquivo para este contato' }]);
      if (code === 'no_caption') throw invalid([{ path: ['text'], message: 'um áudio não leva texto' }]);
      throw controlRefusal({ ok: false, code, message, control });
    }
    return c.json({ message: sent.message, control: sent.control } satisfies SendResponse);
  })
  .post('/message', body(IngestRequest), async (c) => {
    const { clienteId } = sessionOf(c);
    const { name, ...input } = c.req.valid('json');
    const stored = await ingestMessage(c.get('service'), { ...input, clienteId, name: name ?? null });
    if (stored.ok) return c.json(stored.value satisfies IngestResponse, 202);
    if (stored.error.code === 'not_found') throw notFound();
    throw new ApiError('conflict', 'este messageId já chegou com outro conteúdo');
  });
