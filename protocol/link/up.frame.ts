import * as z from 'zod/mini';
import { MAX_FRAME_ITEMS } from '../limits.ts';
import { Seq } from '../model/ids.ts';
import { ReceivedMessage } from '../model/received.ts';

/** One journal row on its way up. */
export const UpItem = z.object({ s: Seq, message: ReceivedMessage });
export type UpItem = z.infer<typeof UpItem>;

/** Agent → Gateway: messages, in journal order. A row leaves the journal only when an `ack` covers it. */
export const Up = z.object({
  t: z.literal('up'),
  items: z.array(UpItem).check(z.minLength(1), z.maxLength(MAX_FRAME_ITEMS)),
});
export type Up = z.infer<typeof Up>;
