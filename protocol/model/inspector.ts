import * as z from 'zod/mini';
import { Millis, Seq } from './ids.ts';

export const ObjectClass = z.enum(['Conversation', 'Gateway', 'Directory', 'Inbox', 'Knowledge', 'Registry']);
export type ObjectClass = z.infer<typeof ObjectClass>;

/** What an object last pushed of itself. Pushed batched and lossy; listing never wakes an object. */
export const ObjectSnapshot = z.object({
  class: ObjectClass,
  /** The name that opens it, e.g. `v1:cli_demo:con_x`. */
  name: z.string(),
  /** For people: a contact's name, a number's name. */
  label: z.nullable(z.string()),
  /** One line of the object's own state, e.g. `bot · waiting`. */
  state: z.string(),
  sockets: z.int(),
  outboxDepth: z.int(),
  oldestOutboxAt: z.nullable(Millis),
  nextTimerAt: z.nullable(Millis),
  lastEvent: z.nullable(z.object({ seq: Seq, at: Millis, kind: z.string() })),
  errors: z.int(),
  at: Millis,
});
export type ObjectSnapshot = z.infer<typeof ObjectSnapshot>;

/** One event of an object's append-only log. References and small typed data, never bodies or quotes. */
export const ObjectEvent = z.object({
  seq: Seq,
  at: Millis,
  kind: z.string(),
  /** Groups what belongs to one answer: the turn's id, a command's id, an inbound key. */
  correlation: z.nullable(z.string()),
  data: z.record(z.string(), z.unknown()),
});
export type ObjectEvent = z.infer<typeof ObjectEvent>;

/** A timer of an object. */
export const ObjectTimer = z.object({ kind: z.string(), ref: z.string(), dueAt: Millis });
export type ObjectTimer = z.infer<typeof ObjectTimer>;

/** One object, opened. */
export const ObjectDetail = z.object({
  snapshot: ObjectSnapshot,
  /** The object's own state, secrets masked. */
  state: z.record(z.string(), z.unknown()),
  timers: z.array(ObjectTimer),
  outbox: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      attempts: z.int(),
      nextAttemptAt: Millis,
      error: z.nullable(z.string()),
    }),
  ),
});
export type ObjectDetail = z.infer<typeof ObjectDetail>;

/**
 * Why the bot is silent, or what it waits for, as a key and its values: the screen words it in its language.
 */
export const Why = z.discriminatedUnion('because', [
  z.object({
    because: z.literal('human'),
    name: z.string(),
    via: z.enum(['dashboard', 'phone']),
    until: z.nullable(Millis),
  }),
  z.object({ because: z.literal('paused'), reason: z.string() }),
  z.object({ because: z.literal('debounce'), until: Millis, messages: z.int() }),
  z.object({ because: z.literal('thinking'), since: Millis, attempt: z.int() }),
  z.object({ because: z.literal('retry'), until: Millis, error: z.string() }),
  z.object({ because: z.literal('number_offline'), since: z.nullable(Millis), commands: z.int() }),
  z.object({ because: z.literal('delivering'), since: Millis, commands: z.int() }),
  z.object({ because: z.literal('unknown_outcome'), commands: z.int() }),
  z.object({ because: z.literal('answered'), at: Millis }),
  z.object({ because: z.literal('nothing_to_answer') }),
]);
export type Why = z.infer<typeof Why>;
