import * as z from 'zod/mini';
import { Millis, NumberId } from './ids.ts';
import { PairingNotice } from './pairing.ts';

/** Where a channel stands with WhatsApp. */
export const ChannelState = z.enum([
  'starting',
  'qr',
  'pairing_code',
  'passkey',
  'authenticated',
  'syncing',
  'ready',
  'conflict',
  'logged_out',
  'restricted',
  'failed',
]);
export type ChannelState = z.infer<typeof ChannelState>;

/** What the bot agent last said of its channel. */
export const ChannelStatus = z.object({
  channel: z.enum(['simulated', 'whatsapp-web']),
  state: ChannelState,
  since: Millis,
  detail: z.nullable(z.string()),
});
export type ChannelStatus = z.infer<typeof ChannelStatus>;

/** A WhatsApp number and the link of its bot agent. */
export const NumberStatus = z.object({
  numberId: NumberId,
  name: z.string(),
  link: z.enum(['online', 'offline', 'never']),
  linkSince: z.nullable(Millis),
  channel: z.nullable(ChannelStatus),
  /** Commands that have not reached an end. */
  pending: z.int(),
  /** Present while the channel waits to be linked and what it shows is fresh. */
  pairing: z.optional(PairingNotice),
});
export type NumberStatus = z.infer<typeof NumberStatus>;
