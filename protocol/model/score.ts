import * as z from 'zod/mini';
import { SignalKind } from './analysis.ts';
import { Millis, Seq } from './ids.ts';

/** `fit`: whether this is the customer the business looks for; it does not fade. `intent`: how near to buying; it fades. */
export const Axis = z.enum(['fit', 'intent']);
export type Axis = z.infer<typeof Axis>;

export const Temperature = z.enum(['cold', 'warm', 'hot']);
export type Temperature = z.infer<typeof Temperature>;

/** What moved a score: a signal, a fact that fits the playbook, or a person. */
export const ScoreReason = z.union([
  SignalKind,
  z.enum(['city_served', 'city_not_served', 'budget_enough', 'budget_too_small', 'corrected', 'opted_out']),
]);
export type ScoreReason = z.infer<typeof ScoreReason>;

/** One line of the ledger. Appended, never changed: a correction is a line of its own. */
export const ScoreEntry = z.object({
  id: z.int(),
  at: Millis,
  axis: Axis,
  /** Points as they were counted, after the caps. */
  delta: z.number(),
  reason: ScoreReason,
  /** The line that caused it; null for what no line caused (a person's correction). */
  messageSeq: z.nullable(Seq),
  /** Its words; null where it was not the words (a fast answer, a file), and once they were deleted or forgotten. */
  quote: z.nullable(z.string()),
  /** `rule`: counted from facts and behaviour. `ai`: from a signal that the assistant read. */
  source: z.enum(['rule', 'ai', 'human']),
  weightsVersion: z.int(),
  /** Who, and what they said about it; only of a person. */
  by: z.optional(z.string()),
  note: z.optional(z.string()),
});
export type ScoreEntry = z.infer<typeof ScoreEntry>;

/** What a business must know to sell: Budget, Authority, Need, Timeline. */
export const BantField = z.enum(['budget', 'authority', 'need', 'timeline']);
export type BantField = z.infer<typeof BantField>;

/**
 * How far it has come, as the score tells: `ready`: said that it buys. `qualified`: three of the four of BANT are known.
 * `not_a_lead`: wants something else, or nothing. `won` and `lost` are a person's word.
 */
export const Stage = z.enum(['new', 'interested', 'qualified', 'ready', 'won', 'lost', 'not_a_lead']);
export type Stage = z.infer<typeof Stage>;

/** A lead's score now. */
export const Score = z.object({
  /** 0 to 100. 40 is that of a stranger. */
  fit: z.number(),
  /** 0 to 100, faded to the time of reading. */
  intent: z.number(),
  /** Fit as a letter, intent as a number: `A1` is the best, `D4` the worst. */
  grade: z.string().check(z.regex(/^[A-D][1-4]$/)),
  /** One number to sort by, 0 to 100. */
  total: z.number(),
  temperature: Temperature,
  stage: Stage,
  known: z.array(BantField),
  /** Most worth asking first. */
  unknown: z.array(BantField),
  /** A person fixed it: nothing else moves it until it is let go. */
  locked: z.boolean(),
  /** The contact wants no automatic messages: nothing moves it, and nobody is told that it is hot. */
  frozen: z.boolean(),
  /** What keeps the total down, whatever else was said. */
  capped: z.nullable(ScoreReason),
  weightsVersion: z.int(),
});
export type Score = z.infer<typeof Score>;

/** How it ended, as a person recorded it. */
export const Outcome = z.object({
  result: z.enum(['won', 'lost']),
  reason: z.nullable(z.string().check(z.maxLength(300))),
  by: z.string(),
  at: Millis,
  /** The grade at that moment, for the calibration. */
  grade: z.string(),
});
export type Outcome = z.infer<typeof Outcome>;
