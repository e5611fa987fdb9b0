import * as z from 'zod/mini';
import { Millis, Seq } from './ids.ts';

/** Something that is held true of a contact, with the words that say it, or the person who does. Superseded, never overwritten. */
export const Fact = z.object({
  id: z.int(),
  key: z.string().check(z.maxLength(64)),
  value: z.string().check(z.maxLength(512)),
  /** Verbatim, and found in the message it cites; null where a person said it. */
  quote: z.nullable(z.string()),
  /** The message's sequence number in the thread. */
  messageSeq: z.nullable(Seq),
  validFrom: Millis,
  supersededBy: z.nullable(z.int()),
  /** The person who wrote it down or corrected it; absent: the contact's own words. */
  by: z.optional(z.string()),
  /** Who pinned it: nothing that the assistant reads supersedes it. */
  pinned: z.optional(z.object({ by: z.string(), at: Millis })),
});
export type Fact = z.infer<typeof Fact>;
