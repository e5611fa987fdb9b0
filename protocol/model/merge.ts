import * as z from 'zod/mini';
import { Alias } from './alias.ts';
import { ContactId, MergeId, Millis, UserId } from './ids.ts';

/**
 * Two contacts of which WhatsApp said that they are one person. `kept` is the older one and goes on; `other` is found as
 * it, and its thread is brought over.
 */
export const Merge = z.object({
  mergeId: MergeId,
  kept: ContactId,
  other: ContactId,
  at: Millis,
  /** Why: one message named both. */
  why: z.literal('one_message'),
  /** The names that this message had. */
  evidence: z.array(Alias),
  /** `begun` and `undoing` are still being carried out. */
  state: z.enum(['begun', 'done', 'undoing', 'undone']),
  /** Who undid it, and when. */
  undone: z.nullable(z.object({ by: UserId, at: Millis })),
});
export type Merge = z.infer<typeof Merge>;
