import * as z from 'zod/mini';
import { Alias } from './alias.ts';
import { MessageChange } from './change.ts';
import { Content } from './content.ts';
import { Millis, WaMessageId } from './ids.ts';
import { Forwarded, Quoted } from './quote.ts';

/** A message that WhatsApp showed the bot agent, or that came in by HTTP. */
export const ReceivedMessage = z.object({
  /** With the number and `fromMe`, the idempotency key. */
  waId: WaMessageId,
  /** True for what the owner typed on the phone itself. Our own commands' echoes never come up. */
  fromMe: z.boolean(),
  /** The contact's names as far as this message tells them; the first one is where to answer. */
  contact: z.array(Alias).check(z.minLength(1), z.maxLength(4)),
  pushName: z.nullable(z.string().check(z.maxLength(256))),
  /** In a group: what the one who wrote calls themselves. `pushName` is the group's name there. */
  speaker: z.optional(z.string().check(z.maxLength(256))),
  content: Content,
  /** The message that it answers. With `forwarded` absent from agents of version 8, and no part of what it says. */
  quoted: z.optional(Quoted),
  forwarded: z.optional(Forwarded),
  /** The phone's clock. */
  sentAt: Millis,
  /** Found by a history scan. Always true with `about`, so that a Gateway that drops `about` unread answers nothing. */
  old: z.boolean(),
  /**
   * Present when this is no message but a change of one: then `waId` names the change, `fromMe` says who made it, and
   * `content` has an edit's new words. Absent from agents of version 7.
   */
  about: z.optional(MessageChange),
});
export type ReceivedMessage = z.infer<typeof ReceivedMessage>;
