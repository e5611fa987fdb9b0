import * as z from 'zod/mini';
import { DocumentId } from '../model/ids.ts';
import { OpenQuestion } from '../model/knowledge.ts';

/** `GET /api/ai/questions`: "perguntas sem resposta", most asked first. `POST /api/ai/questions/:questionId/dismiss` drops one (204). */
export const OpenQuestionsResponse = z.object({ questions: z.array(OpenQuestion) });

/**
 * `POST /api/ai/questions/:questionId/answer`: becomes a pair of the FAQ document, with the customers' words as its alternatives. Without a
 * `documentId`, of the one made for that, `doc_perguntas`. Answers with a `PutResponse`; takes `?publish=`.
 */
export const AnswerQuestionRequest = z.object({
  answer: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000)),
  /** In the owner's words; without it in the customer's. */
  question: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(200))),
  documentId: z.optional(DocumentId),
});
