import * as z from 'zod/mini';
import { ChannelStatus } from '../model/number.ts';
import { AccountDigits, PairingKind, PairingText } from '../model/pairing.ts';

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
  /**
   * How to link the channel's device just now; absent when there is nothing to scan or type. A secret: never logged, and
   * shown only to who may connect numbers. Absent from agents of version 4, and dropped unread by Gateways of version 4.
   */
  pairing: z.optional(
    z.object({
      kind: PairingKind,
      text: PairingText,
      number: z.int().check(z.minimum(1)),
      /** Milliseconds since the agent got it: an old one is not made young by a new link. */
      ageMs: z.int().check(z.minimum(0)),
    }),
  ),
  /** Whose WhatsApp the device is linked to; absent while it is linked to none, and from agents of version 5. */
  account: z.optional(z.object({ name: z.string().check(z.maxLength(100)), phone: AccountDigits })),
});
export type Status = z.infer<typeof Status>;
