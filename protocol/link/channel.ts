import * as z from 'zod/mini';
import { PhoneDigits } from '../model/pairing.ts';

/**
 * Gateway → agent: what a person asks of the channel itself, now or not at all: nothing is kept for an agent that is away.
 * What became of it is told by `status`. Since version 6; an older agent is never asked.
 */
export const Channel = z.object({
  t: z.literal('channel'),
  ask: z.discriminatedUnion('do', [
    /** Another QR, or with `phone` a code to type there. Not for a device that is linked. */
    z.object({ do: z.literal('renew_pairing'), phone: z.nullable(PhoneDigits) }),
    /** Unlink the device from its WhatsApp account. */
    z.object({ do: z.literal('log_out') }),
  ]),
});
export type ChannelAsk = z.infer<typeof Channel>['ask'];
