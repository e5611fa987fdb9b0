import { PutDocumentRequest, SearchQuery } from '@oconnector/protocol/api/knowledge.ts';
import { Hono } from 'hono';
import { knowledgeStub, withRetry } from '../../durable/stubs.ts';
import { notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, documentPath, query } from '../../middleware/valid.ts';
import { putDocument, removeDocument } from '../../services/knowledge.ts';

/** Passages shown for one trial question. */
const SHOWN = 8;

export const knowledge = new Hono<AppEnv>()
  .get('/', async (c) => {
    const { clienteId } = sessionOf(c);
    return c.json({ documents: await withRetry(() => knowledgeStub(c.env, clienteId).list()) });
  })
  .get('/search', query(SearchQuery), async (c) => {
    const { clienteId } = sessionOf(c);
    const { q } = c.req.valid('query');
    return c.json({ passages: await withRetry(() => knowledgeStub(c.env, clienteId).search(q, SHOWN)) });
  })
  .put('/:documentId', documentPath, body(PutDocumentRequest), async (c) => {
    const document = { documentId: c.req.valid('param').documentId, ...c.req.valid('json') };
    return c.json(await putDocument(c.get('service'), sessionOf(c), document));
  })
  .delete('/:documentId', documentPath, async (c) => {
    const removed = await removeDocument(c.get('service'), sessionOf(c), c.req.valid('param').documentId);
    if (!removed) throw notFound();
    return c.body(null, 204);
  });
