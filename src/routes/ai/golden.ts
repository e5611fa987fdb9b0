import {
  MAX_GOLDEN,
  PutGoldenRequest,
  type GoldenResponse,
  type GoldenRunResponse,
} from '@oconnector/protocol/api/golden.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { knowledgeStub, withRetry } from '../../durable/stubs.ts';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, goldenPath } from '../../middleware/valid.ts';
import { putGolden, removeGolden } from '../../services/knowledge.ts';

/** Golden questions: what the knowledge must keep answering. */
export const golden = new Hono<AppEnv>()
  .get('/', async (c) => {
    const { clienteId } = sessionOf(c);
    const all = await withRetry(() => knowledgeStub(c.env, clienteId).golden());
    return c.json(all satisfies z.infer<typeof GoldenResponse>);
  })
  .post('/run', async (c) => {
    const { clienteId } = sessionOf(c);
    const run = await withRetry(() => knowledgeStub(c.env, clienteId).runGolden());
    return c.json(run satisfies GoldenRunResponse);
  })
  .put('/:goldenId', goldenPath, body(PutGoldenRequest), async (c) => {
    const asked = { goldenId: c.req.valid('param').goldenId, ...c.req.valid('json') };
    const put = await putGolden(c.get('service'), sessionOf(c), asked);
    if (put === null) throw new ApiError('conflict', `há no máximo ${MAX_GOLDEN} perguntas de ouro`);
    return c.json(put);
  })
  .delete('/:goldenId', goldenPath, async (c) => {
    const removed = await removeGolden(c.get('service'), sessionOf(c), c.req.valid('param').goldenId);
    if (!removed) throw notFound();
    return c.body(null, 204);
  });
