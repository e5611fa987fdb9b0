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

/** A bot agent as people recognise it. `host` and `version` are null when it is too old to say. */
export const NumberAgent = z.object({
  /** Of the installation. */
  id: z.string(),
  host: z.nullable(z.string()),
  version: z.nullable(z.string()),
  /** An owner has said that this computer is theirs; until then nobody is shown how to link a device there. */
  confirmed: z.boolean(),
});
export type NumberAgent = z.infer<typeof NumberAgent>;

/** Whose WhatsApp it is; of the phone all but a few digits are hidden. */
export const NumberAccount = z.object({ name: z.string(), phone: z.string() });
export type NumberAccount = z.infer<typeof NumberAccount>;

/** A WhatsApp number and the link of its bot agent. */
export const NumberStatus = z.object({
  numberId: NumberId,
  name: z.string(),
  link: z.enum(['online', 'offline', 'never']),
  linkSince: z.nullable(Millis),
  channel: z.nullable(ChannelStatus),
  /** The agent that has the number or had it last; absent while there is none. */
  agent: z.optional(NumberAgent),
  /** The WhatsApp account that the device is linked to, or was when its agent was last heard. */
  account: z.optional(NumberAccount),
  /** Commands that have not reached an end. */
  pending: z.int(),
  /** Present while the channel waits to be linked and what it shows is fresh. */
  pairing: z.optional(PairingNotice),
});
export type NumberStatus = z.infer<typeof NumberStatus>;
