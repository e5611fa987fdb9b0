import * as z from 'zod/mini';
import { Millis, Seq } from './ids.ts';

/** Something a contact said of itself, with the words that say it. Superseded, never overwritten. */
export const Fact = z.object({
  id: z.int(),
  key: z.string().check(z.maxLength(64)),
  value: z.string().check(z.maxLength(512)),
  /** Verbatim, and found in the message it cites. */
  quote: z.string(),
  /** The message's sequence number in the thread. */
  messageSeq: Seq,
  validFrom: Millis,
  supersededBy: z.nullable(z.int()),
});
export type Fact = z.infer<typeof Fact>;
