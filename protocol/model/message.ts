import * as z from 'zod/mini';
import { Language } from './analysis.ts';
import { Content } from './content.ts';
import { CommandId, ContactId, Millis, PassageId, Seq, UserId, WaMessageId } from './ids.ts';
import { MediaStanding } from './media.ts';
import { Excerpt, Forwarded, Quoted } from './quote.ts';

/** Who wrote a message. */
export const Author = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('contact') }),
  z.object({ kind: z.literal('bot') }),
  z.object({ kind: z.literal('human'), userId: UserId, name: z.string() }),
  /** The owner, typing on the phone itself. */
  z.object({ kind: z.literal('phone') }),
]);
export type Author = z.infer<typeof Author>;

/**
 * How far an outbound message has come. `queued → dispatched → accepted → delivered → read`; the others are ends.
 * `unknown`: nobody can tell whether WhatsApp took it; shown to a person, never repeated without proof.
 */
export const DeliveryStatus = z.enum([
  'queued',
  'dispatched',
  'accepted',
  'delivered',
  'read',
  'failed',
  'cancelled',
  'expired',
  'unknown',
]);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** A passage that an answer of the bot rests on, resolved by the server. */
export const Citation = z.object({ passageId: PassageId, title: z.string(), quote: z.string() });
export type Citation = z.infer<typeof Citation>;

/** A line of the thread that nobody wrote: a change of control, an opt-out. */
export const Notice = z.discriminatedUnion('event', [
  z.object({ event: z.literal('takeover'), by: z.string(), via: z.enum(['dashboard', 'phone']), cancelled: z.int() }),
  z.object({
    event: z.literal('release'),
    by: z.string(),
    why: z.enum(['button', 'timer', 'resolved']),
    note: z.optional(z.string()),
  }),
  z.object({ event: z.literal('handoff'), reason: z.string() }),
  z.object({ event: z.literal('reopened') }),
  /** The contact asked for no more automatic messages; `cancelled`: automatic messages that this stopped. */
  z.object({ event: z.literal('opted_out'), cancelled: z.int() }),
  /** They may come again: the contact said so (`by` null), or a person decided it. */
  z.object({ event: z.literal('opted_in'), by: z.nullable(z.string()) }),
  /** A message of the contact that failed so often that it was set aside; the Gateway's dead letters have its bytes. */
  z.object({ event: z.literal('quarantined') }),
  /** This contact turned out to be another one, where the conversation goes on. */
  z.object({ event: z.literal('merged_into'), contactId: ContactId }),
  /** Another contact turned out to be this one; lines of its thread follow. */
  z.object({ event: z.literal('merged'), contactId: ContactId }),
  /** A person decided that it was another one after all. */
  z.object({ event: z.literal('unmerged'), contactId: ContactId }),
  /** A line that belongs to that other contact, and stands in its thread. */
  z.object({ event: z.literal('moved_back') }),
]);
export type Notice = z.infer<typeof Notice>;

/**
 * What a person decided about a message that failed or whose outcome nobody knows. `dropped`: it is left at that.
 * `resent`: the same words went out again as the command `as`.
 */
export const Settlement = z.object({
  how: z.enum(['dropped', 'resent']),
  by: z.string(),
  at: Millis,
  as: z.nullable(CommandId),
});
export type Settlement = z.infer<typeof Settlement>;

/** A person asked to look for a message in WhatsApp's history. `endedAt` null = no answer yet. */
export const Look = z.object({ askedAt: Millis, endedAt: z.nullable(Millis) });
export type Look = z.infer<typeof Look>;

const base = {
  /** Dense per contact, given at commit: the only order anyone displays or checks. */
  seq: Seq,
  /** When the conversation stored it. */
  at: Millis,
};

/** Who reacted last with what: the contact, or the number itself. */
export const Reaction = z.object({ by: z.enum(['contact', 'number']), emoji: z.string(), at: Millis });
export type Reaction = z.infer<typeof Reaction>;

/** What became of a message after it was sent, by whoever sent it or reads it; each only where it happened. */
const aftermath = {
  /** The earlier words, oldest first, with the time of each; `content` has the newest ones. */
  edits: z.optional(z.array(z.object({ text: z.string(), at: Millis }))),
  /** Deleted for everybody: shown as that, and never read by the bot. */
  revokedAt: z.optional(Millis),
  reactions: z.optional(z.array(Reaction)),
};

/** The message that another one answers, as the thread shows it (rule T12). */
export const Quote = z.object({
  ...z.omit(Quoted, { excerpt: true }).shape,
  /** Its line in this thread, whose it is, and who of a group wrote it; null for a message that is not here. */
  line: z.nullable(z.object({ seq: Seq, author: Author, speaker: z.optional(z.string()) })),
  /** The line's own words, as they read now, where there is one; null once it was deleted. */
  excerpt: z.nullable(Excerpt),
});
export type Quote = z.infer<typeof Quote>;

/** What a message came with beside its words; each only where WhatsApp told it. */
const beside = {
  quote: z.optional(Quote),
  forwarded: z.optional(Forwarded),
};

/** What was heard in a voice note; `text` null: there was somebody to hear it, and nothing that they understood. Words of the contact, as untrusted as any. */
export const Transcript = z.object({ text: z.nullable(z.string()), language: z.nullable(Language), at: Millis });
export type Transcript = z.infer<typeof Transcript>;

export const InboundMessage = z.object({
  ...base,
  direction: z.literal('in'),
  waId: WaMessageId,
  author: Author,
  /** Who of a group wrote it. */
  speaker: z.optional(z.string()),
  content: Content,
  ...beside,
  /** Only, and always, with a content of type `media`. */
  media: z.optional(MediaStanding),
  /** Only of an audio that somebody has tried to hear. */
  transcript: z.optional(Transcript),
  /** The phone's own clock, in whole seconds; shown, never sorted by. */
  sentAt: Millis,
  /** Arrived after later messages of the same journal had been stored. */
  late: z.boolean(),
  /** Came from a history scan: stored, never answered. */
  old: z.boolean(),
  ...aftermath,
});

export const OutboundMessage = z.object({
  ...base,
  direction: z.literal('out'),
  /** Null for what the owner typed on the phone: it was no command of ours. */
  commandId: z.nullable(CommandId),
  /** Only for what a person sent here: the id that their client gave it. */
  clientId: z.optional(z.uuid()),
  waId: z.nullable(WaMessageId),
  author: Author,
  content: Content,
  ...beside,
  /** Only, and always, with a content of type `media`. */
  media: z.optional(MediaStanding),
  status: DeliveryStatus,
  /** Why it failed, was cancelled or is unknown. */
  statusReason: z.nullable(z.string()),
  /** When each state was first reached. */
  statusAt: z.partialRecord(DeliveryStatus, Millis),
  /** The turn of the bot that wrote it. */
  turnId: z.nullable(z.string()),
  citations: z.array(Citation),
  /** Only where a person has dealt with it. */
  settled: z.optional(Settlement),
  /** Only where a person has asked for it. */
  look: z.optional(Look),
  ...aftermath,
});

export const NoticeMessage = z.object({ ...base, direction: z.literal('notice'), notice: Notice });

/** One line of a thread. */
export const Message = z.discriminatedUnion('direction', [InboundMessage, OutboundMessage, NoticeMessage]);
export type Message = z.infer<typeof Message>;
export type InboundMessage = z.infer<typeof InboundMessage>;
export type OutboundMessage = z.infer<typeof OutboundMessage>;
export type NoticeMessage = z.infer<typeof NoticeMessage>;
