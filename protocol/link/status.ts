import * as z from 'zod/mini';
import { ChannelStatus } from '../model/number.ts';

/** Agent → Gateway: where the channel stands with WhatsApp. Sent after `welcome` and on every change. */
export const Status = z.object({
  t: z.literal('status'),
  status: ChannelStatus,
  /**
   * Only from the `simulated` channel: where its phones answer on loopback, and the key their one-time tokens are signed
   * with (`phone/token.ts`). Never shown to anybody.
   */
  phones: z.optional(
    z.object({ url: z.string().check(z.maxLength(200)), key: z.string().check(z.minLength(32), z.maxLength(128)) }),
  ),
});
export type Status = z.infer<typeof Status>;
