import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';

/**
 * Why a frame or an item was refused. `fatal` items are dead-lettered and count as held; the others are to be sent
 * again later. The socket lives on either way.
 */
export const NackCode = z.enum([
  'too_large',
  'binary',
  'not_json',
  'unknown_frame',
  'malformed',
  'not_welcomed',
  'stale_lease',
  'overloaded',
  'poison',
]);
export type NackCode = z.infer<typeof NackCode>;

/** Both ways: a frame (`s` null) or one item of it was refused. */
export const Nack = z.object({
  t: z.literal('nack'),
  s: z.nullable(Seq),
  code: NackCode,
  fatal: z.boolean(),
  message: z.string(),
  /** The `t` of the frame that was refused, where that could be read; absent from peers of version 2 and before. */
  frame: z.optional(z.string().check(z.maxLength(32))),
});
export type Nack = z.infer<typeof Nack>;
