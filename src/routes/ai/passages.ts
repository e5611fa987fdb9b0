import { QuestionsRequest, ReleaseRequest, type QuarantineResponse } from '@oconnector/protocol/api/knowledge.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { knowledgeStub, withRetry } from '../../durable/stubs.ts';
import { notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, passagePath } from '../../middleware/valid.ts';
import { releasePassage, setQuestions } from '../../services/knowledge.ts';

/** What an owner does with single passages. */
export const passages = new Hono<AppEnv>()
  .get('/quarantine', async (c) => {
    const { clienteId } = sessionOf(c);
    const held = await withRetry(() => knowledgeStub(c.env, clienteId).quarantine());
    return c.json({ passages: held } satisfies z.infer<typeof QuarantineResponse>);
  })
  .put('/quarantine/:passageId', passagePath, body(ReleaseRequest), async (c) => {
    const { passageId } = c.req.valid('param');
    const passage = await releasePassage(c.get('service'), sessionOf(c), passageId, c.req.valid('json').released);
    if (passage === null) throw notFound();
    return c.json(passage);
  })
  .put('/passages/:passageId/questions', passagePath, body(QuestionsRequest), async (c) => {
    const { passageId } = c.req.valid('param');
    const passage = await setQuestions(c.get('service'), sessionOf(c), passageId, c.req.valid('json').questions);
    if (passage === null) throw notFound();
    return c.json(passage);
  });
