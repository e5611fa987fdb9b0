import * as z from 'zod/mini';
import { MediaId, Millis } from './ids.ts';

/** What WhatsApp shows of a file. */
export const MediaKind = z.enum(['image', 'video', 'audio', 'document', 'sticker']);
export type MediaKind = z.infer<typeof MediaKind>;

/** Longest type of a file that is written down: RFC 6838 allows 127 characters for each half. */
const MAX_TYPE_LENGTH = 255;

/** A file as its sender announced it. Never changes; where its bytes are is the message's `MediaStanding`. */
export const Media = z.object({
  mediaId: MediaId,
  kind: MediaKind,
  /** Only with `audio`: recorded on the spot, shown with a wave. */
  voice: z.optional(z.literal(true)),
  /** What the sender says it is. Believed by nobody: what is served is what the bytes are. */
  mime: z.string().check(z.maxLength(MAX_TYPE_LENGTH)),
  /** As announced; null when nobody said. */
  bytes: z.nullable(z.int().check(z.nonnegative())),
  /** Only documents have one. */
  fileName: z.nullable(z.string().check(z.minLength(1), z.maxLength(255))),
  durationMs: z.nullable(z.int().check(z.nonnegative())),
  /** Pixels of what can be seen, where the sender said them: so much room is kept before the bytes are there. */
  width: z.optional(z.int().check(z.positive())),
  height: z.optional(z.int().check(z.positive())),
});
export type Media = z.infer<typeof Media>;

/**
 * Where the bytes of a message's file are. `pending`: the bot agent still brings them. `ready`: they can be fetched. All others are
 * ends: `failed` WhatsApp did not give them, `too_large` beyond our limit for its kind, `refused` they are not what the kind promises,
 * `expired` kept for as long as the retention says and deleted since.
 */
export const MediaState = z.enum(['pending', 'ready', 'failed', 'too_large', 'refused', 'expired']);
export type MediaState = z.infer<typeof MediaState>;

export const MediaStanding = z.object({
  state: MediaState,
  /** What the bytes are; null before they came. */
  mime: z.nullable(z.string().check(z.maxLength(MAX_TYPE_LENGTH))),
  bytes: z.nullable(z.int().check(z.nonnegative())),
  /** A stable word for why it did not come; null otherwise. */
  reason: z.nullable(z.string().check(z.maxLength(100))),
  /** Since when it stands so. */
  at: Millis,
});
export type MediaStanding = z.infer<typeof MediaStanding>;
