import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';

/** Both ways: everything up to `h` is durable here, and so are the ranges above it (one stuck contact must not close the window for the others). */
export const Ack = z.object({
  t: z.literal('ack'),
  h: Seq,
  sack: z.array(z.tuple([Seq, Seq])).check(z.maxLength(256)),
});
export type Ack = z.infer<typeof Ack>;
