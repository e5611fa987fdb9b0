import {
  PublishQuery,
  PutDocumentRequest,
  PutFaqRequest,
  PutFileQuery,
  PutUrlQuery,
  PutUrlRequest,
  SearchQuery,
  type DocumentResponse,
  type DocumentSummary,
  type DocumentsResponse,
} from '@oconnector/protocol/api/knowledge.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { knowledgeStub, withRetry } from '../../durable/stubs.ts';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, documentPath, query } from '../../middleware/valid.ts';
import { putDocument, putFaq, putFile, putUrl, removeDocument } from '../../services/knowledge.ts';
import { bytesOf } from '../bytes.ts';
import { demandPublished } from './publish.ts';

/** Passages shown for one trial question. */
const SHOWN = 8;

export const knowledge = new Hono<AppEnv>()
  .get('/', async (c) => {
    const { clienteId } = sessionOf(c);
    const overview = await withRetry(() => knowledgeStub(c.env, clienteId).overview());
    const urls = c.get('service').vars.KNOWLEDGE_URLS === 'on';
    return c.json({ ...overview, urls } satisfies z.infer<typeof DocumentsResponse>);
  })
  .get('/search', query(SearchQuery), async (c) => {
    const { clienteId } = sessionOf(c);
    const { q } = c.req.valid('query');
    return c.json({ passages: await withRetry(() => knowledgeStub(c.env, clienteId).search(q, SHOWN)) });
  })
  .get('/:documentId/passages', documentPath, async (c) => {
    const { clienteId } = sessionOf(c);
    const { documentId } = c.req.valid('param');
    const document = await withRetry(() => knowledgeStub(c.env, clienteId).document(documentId));
    if (document === null) throw notFound();
    return c.json(document satisfies DocumentResponse);
  })
  .put('/:documentId', documentPath, query(PublishQuery), body(PutDocumentRequest), async (c) => {
    const document = { documentId: c.req.valid('param').documentId, ...c.req.valid('json') };
    const { publish } = c.req.valid('query');
    return c.json(demandPublished(await putDocument(c.get('service'), sessionOf(c), document, publish), publish));
  })
  .put('/:documentId/faq', documentPath, query(PublishQuery), body(PutFaqRequest), async (c) => {
    const document = { documentId: c.req.valid('param').documentId, ...c.req.valid('json') };
    const { publish } = c.req.valid('query');
    return c.json(demandPublished(await putFaq(c.get('service'), sessionOf(c), document, publish), publish));
  })
  .put('/:documentId/url', documentPath, query(PutUrlQuery), body(PutUrlRequest), async (c) => {
    const { url, title = null } = c.req.valid('json');
    const asked = { documentId: c.req.valid('param').documentId, url, title, publish: c.req.valid('query').publish };
    return c.json((await putUrl(c.get('service'), sessionOf(c), asked)) satisfies DocumentSummary, 202);
  })
  .put('/:documentId/file', documentPath, query(PutFileQuery), async (c) => {
    const { title = null, fileName, publish } = c.req.valid('query');
    const file = { documentId: c.req.valid('param').documentId, title, fileName, publish };
    const sent = await putFile(c.get('service'), sessionOf(c), file, bytesOf(c));
    if (!sent.ok) throw new ApiError('bad_request', 'o corpo precisa de Content-Length');
    return c.json(sent.value satisfies DocumentSummary, 202);
  })
  .delete('/:documentId', documentPath, async (c) => {
    const removed = await removeDocument(c.get('service'), sessionOf(c), c.req.valid('param').documentId);
    if (!removed) throw notFound();
    return c.body(null, 204);
  });
