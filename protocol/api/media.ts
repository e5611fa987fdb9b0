import * as z from 'zod/mini';
import { ContactId, Millis } from '../model/ids.ts';
import { Media, MediaState } from '../model/media.ts';

/**
 * `POST /api/whatsapp/media`: a file that a person is about to send. The body is the file's bytes and nothing else, the rest is in the
 * query. 201 with what `SendRequest.mediaId` refers to; unsent, it is deleted at `expiresAt`. 413 `too_large` beyond
 * `MEDIA_MAX_BYTES` of its kind, 422 `invalid` when the bytes are not of this kind, 400 without a length or a byte.
 */
export const UploadQuery = z.object({
  contactId: ContactId,
  kind: z.enum(['image', 'video', 'audio', 'document']),
  /** Only with `audio`: send it as a voice note. */
  voice: z.optional(z.literal('1')),
  /** Must be there for a document. */
  fileName: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  durationMs: z.optional(z.coerce.number().check(z.int(), z.nonnegative())),
  width: z.optional(z.coerce.number().check(z.int(), z.positive())),
  height: z.optional(z.coerce.number().check(z.int(), z.positive())),
});
export type UploadQuery = z.infer<typeof UploadQuery>;

export const UploadResponse = z.object({ media: Media, expiresAt: Millis });
export type UploadResponse = z.infer<typeof UploadResponse>;

/**
 * `GET /api/whatsapp/media/:mediaId`: the bytes, for a session of the cliente. Images, audio and video that browsers show come inline,
 * with ranges; everything else, and all with `download`, as an attachment. 404 for what is not `ready`.
 */
export const DownloadQuery = z.object({ download: z.optional(z.literal('1')) });

/** Header of `PUT`: SHA-256 of the body in lower-case hex. A body that arrived otherwise is refused. */
export const SHA256_HEADER = 'x-content-sha256';

/**
 * `PUT /api/whatsapp/media/:mediaId`: the bot agent brings the bytes that a message of its number announced. Idempotent: it answers
 * where they stand now, also when they stood so before. 404 while no message of this number has that id.
 */
export const PutMediaResponse = z.object({ state: MediaState });
export type PutMediaResponse = z.infer<typeof PutMediaResponse>;

/** `POST /api/whatsapp/media/:mediaId/outcome`: the bot agent cannot bring them. Answers as `PUT` does. */
export const MediaOutcomeRequest = z.object({
  state: z.enum(['failed', 'too_large']),
  reason: z.string().check(z.minLength(1), z.maxLength(100)),
});
export type MediaOutcomeRequest = z.infer<typeof MediaOutcomeRequest>;
