import * as z from 'zod/mini';
import { Millis } from '../model/ids.ts';
import { Expected, GoldenQuestion, GoldenResult } from '../model/knowledge.ts';

/** Golden questions of one cliente: all are asked at every publication. */
export const MAX_GOLDEN = 200;

/** `PUT /api/ai/golden/:goldenId`; `DELETE` removes it (204). */
export const PutGoldenRequest = z.object({
  question: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
  expected: Expected,
});

/** `POST /api/ai/golden/run`: asks them all of the knowledge as it is. Failed ones first. */
export const GoldenRunResponse = z.object({ results: z.array(GoldenResult), failed: z.int(), at: Millis });
export type GoldenRunResponse = z.infer<typeof GoldenRunResponse>;

/** `GET /api/ai/golden`. */
export const GoldenResponse = z.object({
  questions: z.array(GoldenQuestion),
  /** Of the last run; null before any. */
  lastRun: z.nullable(z.object({ failed: z.int(), asked: z.int(), at: Millis })),
});
