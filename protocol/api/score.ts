import * as z from 'zod/mini';
import { SignalKind } from '../model/analysis.ts';
import { Fact } from '../model/fact.ts';
import { Weight } from '../model/playbook.ts';
import { Axis, Outcome, Score, ScoreEntry } from '../model/score.ts';

const Note = z.string().check(z.maxLength(300));
const Points = z.number().check(z.minimum(0), z.maximum(100));

/** `GET /api/whatsapp/conversations/:contactId/score`. The ledger oldest first, without the lines that counted nothing. */
export const ScoreResponse = z.object({
  score: Score,
  ledger: z.array(ScoreEntry),
  outcome: z.nullable(Outcome),
});
export type ScoreResponse = z.infer<typeof ScoreResponse>;

/**
 * `POST …/score`. `correct` adds a line of its own; `lock` sets what it names and lets nothing else move either axis; `unlock` lets go.
 * Answers with a `ScoreResponse`.
 */
export const ScoreRequest = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('correct'),
    axis: Axis,
    delta: z.number().check(z.minimum(-100), z.maximum(100)),
    note: z.optional(Note),
  }),
  z.object({
    action: z.literal('lock'),
    fit: z.optional(Points),
    intent: z.optional(Points),
    note: z.optional(Note),
  }),
  z.object({ action: z.literal('unlock') }),
]);
export type ScoreRequest = z.infer<typeof ScoreRequest>;

/** `POST …/score/what-if`: the same ledger under other weights, beside those of the playbook. Changes nothing. */
export const WhatIfRequest = z.object({
  weights: z._default(z.partialRecord(SignalKind, Weight), {}),
  halfLifeDays: z.optional(z.number().check(z.minimum(0.5), z.maximum(365))),
  temperature: z.optional(z.object({ warm: z.number(), hot: z.number() })),
});
export type WhatIfRequest = z.infer<typeof WhatIfRequest>;
/** `current`: as it stands. `replayed`: what it would be, with the lines that would count. */
export const WhatIfResponse = z.object({ current: Score, replayed: Score, ledger: z.array(ScoreEntry) });
export type WhatIfResponse = z.infer<typeof WhatIfResponse>;

/** `POST …/outcome`: recorded again, it replaces the one before. */
export const OutcomeRequest = z.object({ result: z.enum(['won', 'lost']), reason: z._default(z.nullable(Note), null) });
export const OutcomeResponse = z.object({ outcome: Outcome });
export type OutcomeResponse = z.infer<typeof OutcomeResponse>;

const FactValue = z.string().check(z.trim(), z.minLength(1), z.maxLength(512));

/** `POST …/facts`: a person writes down what no message says. It supersedes what was held under the same key. */
export const NewFactRequest = z.object({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,63}$/)),
  value: FactValue,
  pinned: z._default(z.boolean(), true),
});
/** `PUT …/facts/:factId`: another value makes a new fact that supersedes this one; `pinned` keeps it from the assistant. */
export const FactRequest = z.object({ value: z.optional(FactValue), pinned: z.optional(z.boolean()) }).check(
  z.refine(({ value, pinned }) => value !== undefined || pinned !== undefined, {
    path: ['value'],
    error: 'nothing to change',
  }),
);
/** Also of `POST …/facts`. `DELETE …/facts/:factId` erases it with its words and answers 204. */
export const FactResponse = z.object({ fact: Fact });
export type FactResponse = z.infer<typeof FactResponse>;

const GradeLetter = z.enum(['A', 'B', 'C', 'D']);

/** `GET /api/ai/calibration`: what became of leads, by the letter they had when it was recorded. */
export const CalibrationResponse = z.object({
  grades: z.array(
    z.object({
      grade: GradeLetter,
      won: z.int(),
      lost: z.int(),
      /** Won of all, 0 to 1; null while nothing is recorded. */
      conversion: z.nullable(z.number()),
    }),
  ),
  /** Where a letter does not beat the next one, of those with `atLeast` outcomes each: the weights say something that sales do not. */
  alerts: z.array(z.object({ better: GradeLetter, worse: GradeLetter })),
  atLeast: z.int(),
});
export type CalibrationResponse = z.infer<typeof CalibrationResponse>;
