import * as z from 'zod/mini';
import { Contact } from './contact.ts';
import { Control } from './control.ts';
import { ContactId, Millis, NumberId, Seq } from './ids.ts';
import { Media } from './media.ts';
import { DeliveryStatus } from './message.ts';
import { Outcome, Temperature } from './score.ts';

/** What the bot is doing for this contact right now. */
export const Activity = z.enum(['idle', 'waiting', 'thinking', 'sending']);
export type Activity = z.infer<typeof Activity>;

/** The last line of a thread, as a list shows it. */
export const Preview = z.object({
  direction: z.enum(['in', 'out', 'notice']),
  author: z.enum(['contact', 'bot', 'human', 'phone', 'system']),
  /** Cut to 160 characters; an unsupported content shows as `[audio]`. Of a notice its event, or `revoked`: the line was deleted. */
  text: z.string(),
  status: z.nullable(DeliveryStatus),
  /** Only where the line is a file: a person may type `[audio]` too. */
  media: z.optional(z.pick(Media, { kind: true, voice: true, durationMs: true })),
});
export type Preview = z.infer<typeof Preview>;

/** One row of the inbox: everything a list shows, with a version that only grows. */
export const ConversationRow = z.object({
  contact: Contact,
  /** The number of the last inbound message: a reply goes out on it. */
  numberId: NumberId,
  /** Grows with every change of the conversation; an older row never replaces a newer one. */
  version: z.int(),
  control: Control,
  status: z.enum(['open', 'resolved']),
  activity: Activity,
  preview: z.nullable(Preview),
  lastSeq: Seq,
  lastAt: Millis,
  /** How many messages of the contact there are in all; unread = this minus what a user has read. */
  inboundCount: z.int(),
  /** Since when the contact waits for an answer; null when nobody owes one. */
  waitingSince: z.nullable(Millis),
  /** Outbound messages that failed or whose outcome is unknown, and that nobody has dealt with. */
  unsettled: z.int(),
  /** What the lead is worth (`Score`), as far as anything has told yet. Faded to the last time that it changed its grade or temperature. */
  temperature: z.optional(Temperature),
  grade: z.optional(z.string()),
  total: z.optional(z.number()),
  /** How it ended, as a person recorded it, and the grade at that moment. */
  outcome: z.optional(z.pick(Outcome, { result: true, grade: true })),
  /** The contact that this one turned out to be: its conversation goes on there, and lists show only that one. */
  mergedInto: z.optional(ContactId),
});
export type ConversationRow = z.infer<typeof ConversationRow>;
