import { PublishQuery } from '@oconnector/protocol/api/knowledge.ts';
import { AnswerQuestionRequest, type OpenQuestionsResponse } from '@oconnector/protocol/api/questions.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { knowledgeStub, withRetry } from '../../durable/stubs.ts';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, query, questionPath } from '../../middleware/valid.ts';
import { answerQuestion, dismissQuestion } from '../../services/knowledge.ts';
import { demandPublished } from './publish.ts';

const refusal = (code: 'not_found' | 'not_faq' | 'full'): ApiError => {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'not_faq':
      return new ApiError('conflict', 'este documento não é de perguntas e respostas');
    case 'full':
      return new ApiError('conflict', 'este documento não tem lugar para mais perguntas');
  }
};

/** "Perguntas sem resposta". */
export const questions = new Hono<AppEnv>()
  .get('/', async (c) => {
    const { clienteId } = sessionOf(c);
    const open = await withRetry(() => knowledgeStub(c.env, clienteId).openQuestions());
    return c.json({ questions: open } satisfies z.infer<typeof OpenQuestionsResponse>);
  })
  .post('/:questionId/dismiss', questionPath, async (c) => {
    const { questionId } = c.req.valid('param');
    if (!(await dismissQuestion(c.get('service'), sessionOf(c), questionId))) throw notFound();
    return c.body(null, 204);
  })
  .post('/:questionId/answer', questionPath, query(PublishQuery), body(AnswerQuestionRequest), async (c) => {
    const asked = { questionId: c.req.valid('param').questionId, ...c.req.valid('json') };
    const { publish } = c.req.valid('query');
    const answered = await answerQuestion(c.get('service'), sessionOf(c), asked, publish);
    if (!answered.ok) throw refusal(answered.error);
    return c.json(demandPublished(answered.value, publish));
  });
