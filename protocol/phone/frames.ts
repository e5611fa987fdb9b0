import * as z from 'zod/mini';
import { Alias } from '../model/alias.ts';
import { Content } from '../model/content.ts';
import { MediaId, Millis, WaMessageId } from '../model/ids.ts';
import { Forwarded } from '../model/quote.ts';

/**
 * The socket between a simulated phone (the `/simulator` page, `npm run phone`) and the simulated WhatsApp inside the bot
 * agent. Only on loopback; opened with a one-time token in the query (`?token=`).
 */

const phoneNumber = z.string().check(z.regex(/^\+[1-9]\d{6,14}$/));

/** Characters of base64 in one piece of a file: 192 KiB of it, well within a frame. */
export const MAX_PIECE_LENGTH = 256 * 1024;

/**
 * A piece of a file, in order and without gaps: `offset` counts bytes. The last one has `done`.
 */
const piece = {
  phone: phoneNumber,
  mediaId: MediaId,
  offset: z.int().check(z.nonnegative()),
  data: z.string().check(z.maxLength(MAX_PIECE_LENGTH), z.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
  done: z.boolean(),
};

/** One line on a simulated phone. `ack`: 0 clock, 1 server, 2 device, 3 read; null for what the phone received. */
export const PhoneMessage = z.object({
  waId: WaMessageId,
  /** `me`: this phone; `shop`: the business, whoever typed there. */
  from: z.enum(['me', 'shop']),
  content: Content,
  at: Millis,
  ack: z.nullable(z.int()),
});
export type PhoneMessage = z.infer<typeof PhoneMessage>;

/** Phone → simulated WhatsApp. */
export const PhoneUpFrame = z.discriminatedUnion('t', [
  /** Opens (or creates) the phone of this number; several may be open on one socket. */
  z.object({ t: z.literal('open'), phone: phoneNumber, name: z.nullable(z.string().check(z.maxLength(100))) }),
  /**
   * Writes to the shop. `id` comes back in `sent`; one of 16 or more characters is the message's identity, so that a phone
   * may say it again after a lost connection. A file must have been `uploaded`. `copies` > 1 delivers the same message that often.
   */
  z.object({
    t: z.literal('send'),
    phone: phoneNumber,
    id: z.string().check(z.maxLength(64)),
    content: Content,
    /** The message of this chat that it answers; an unknown one is left out. */
    quotes: z.optional(WaMessageId),
    forwarded: z.optional(Forwarded),
    copies: z._default(z.int().check(z.minimum(1), z.maximum(5)), 1),
  }),
  /** A file that this phone is about to send; `uploaded` answers the last piece. The phone makes the id, and never uses it twice. */
  z.object({ t: z.literal('upload'), ...piece }),
  /** Fetches the file of a message of this phone: `piece` by `piece`, or `refused` with the code `no_media`. */
  z.object({ t: z.literal('download'), phone: phoneNumber, mediaId: MediaId }),
  /** Writes as the owner, on the shop's own phone: the bot must take it as a takeover. */
  z.object({ t: z.literal('owner'), phone: phoneNumber, text: z.string().check(z.minLength(1), z.maxLength(4096)) }),
  z.object({ t: z.literal('typing'), phone: phoneNumber, on: z.boolean() }),
  /** `online: false` holds delivery receipts; `receipts: false` never sends blue ticks; `failSends`: WhatsApp refuses the next n sends. */
  z.object({
    t: z.literal('set'),
    phone: phoneNumber,
    online: z.optional(z.boolean()),
    receipts: z.optional(z.boolean()),
    failSends: z.optional(z.int().check(z.minimum(0), z.maximum(100))),
    /** Show the contact as `@lid` instead of by phone, as WhatsApp does to some. */
    asLid: z.optional(z.boolean()),
  }),
]);
export type PhoneUpFrame = z.infer<typeof PhoneUpFrame>;

/** Simulated WhatsApp → phone. */
export const PhoneDownFrame = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('opened'),
    phone: phoneNumber,
    shop: z.object({ name: z.string(), phone: phoneNumber }),
    address: Alias,
    history: z.array(PhoneMessage),
  }),
  z.object({ t: z.literal('sent'), phone: phoneNumber, id: z.string(), message: PhoneMessage }),
  z.object({ t: z.literal('message'), phone: phoneNumber, message: PhoneMessage }),
  z.object({ t: z.literal('uploaded'), phone: phoneNumber, mediaId: MediaId }),
  z.object({ t: z.literal('piece'), ...piece }),
  z.object({ t: z.literal('ack'), phone: phoneNumber, waId: WaMessageId, ack: z.int() }),
  z.object({ t: z.literal('typing'), phone: phoneNumber, on: z.boolean() }),
  /** `mediaId`: the file that was refused, where it was one. */
  z.object({ t: z.literal('refused'), code: z.string(), message: z.string(), mediaId: z.optional(MediaId) }),
]);
export type PhoneDownFrame = z.infer<typeof PhoneDownFrame>;
