import * as z from 'zod/mini';
import { HandoffReason } from './analysis.ts';
import { Millis, UserId } from './ids.ts';

/** Who may speak to the contact. */
export const Holder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bot') }),
  z.object({
    kind: z.literal('human'),
    /** Null when the owner answered on the phone itself: nobody is signed in there. */
    userId: z.nullable(UserId),
    name: z.string(),
    via: z.enum(['dashboard', 'phone']),
  }),
  z.object({
    kind: z.literal('paused'),
    reason: z.enum([...HandoffReason.options, 'bot_failed', 'opted_out', 'resolved', 'group']),
  }),
]);
export type Holder = z.infer<typeof Holder>;

/** Who may speak, since when, and the fence that stops what was thought before. */
export const Control = z.object({
  holder: Holder,
  /** Only grows: +1 on every change of holder. A reply thought under an older generation never leaves. */
  generation: z.int().check(z.nonnegative()),
  since: Millis,
  /** When the conversation goes back to the bot by itself; null = never. */
  releaseAt: z.nullable(Millis),
  /**
   * Whether the bot agent has stored the fence of this generation. Until then a reply that was already under way
   * may still arrive; `inFlight` says how many the agent admitted to.
   */
  fence: z.object({ confirmed: z.boolean(), inFlight: z.int() }),
});
export type Control = z.infer<typeof Control>;
