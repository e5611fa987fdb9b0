import * as z from 'zod/mini';
import { WaMessageId } from './ids.ts';

/** The message that something happened to: its id, and whose it is (`fromMe`: the number's own). */
const target = { waId: WaMessageId, fromMe: z.boolean() };

/**
 * What happened to a message that was told before. It is told in the stream of messages, so that it keeps its place among
 * them, and is none itself: no turn is made of it (rule T8).
 */
export const MessageChange = z.discriminatedUnion('kind', [
  /** The content beside it has the new words. */
  z.object({ kind: z.literal('edited'), ...target }),
  z.object({ kind: z.literal('revoked'), ...target }),
  /** `emoji` null: the reaction was taken back. */
  z.object({ kind: z.literal('reaction'), ...target, emoji: z.nullable(z.string().check(z.maxLength(64))) }),
]);
export type MessageChange = z.infer<typeof MessageChange>;
