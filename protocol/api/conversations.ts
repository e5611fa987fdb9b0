import * as z from 'zod/mini';
import { HandoffReason } from '../model/analysis.ts';
import { ConversationRow } from '../model/conversation.ts';
import { Control } from '../model/control.ts';
import { Fact } from '../model/fact.ts';
import { ContactId, MediaId, Millis, NumberId, Seq } from '../model/ids.ts';
import { Why } from '../model/inspector.ts';
import { Message } from '../model/message.ts';
import { MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH } from '../limits.ts';

/** The views of the inbox. */
export const InboxView = z.enum(['mine', 'unowned', 'bot', 'waiting', 'all', 'resolved']);
export type InboxView = z.infer<typeof InboxView>;

const queryInt = z.coerce.number().check(z.int(), z.nonnegative());

/** `GET /api/whatsapp/conversations`. */
export const ConversationsQuery = z.object({
  view: z._default(InboxView, 'all'),
  /** Name, text or digits of a phone in any format. */
  search: z.optional(z.string().check(z.maxLength(200))),
  sort: z._default(z.enum(['recent', 'waiting']), 'recent'),
  cursor: z.optional(z.string().check(z.maxLength(200))),
  limit: z._default(queryInt.check(z.minimum(1), z.maximum(200)), 50),
});

export const ConversationsResponse = z.object({
  rows: z.array(z.object({ row: ConversationRow, readInbound: z.int() })),
  counts: z.record(InboxView, z.int()),
  nextCursor: z.nullable(z.string()),
  /** Where the live feed stood when this was read: go on from there. */
  live: z.object({ epoch: z.string(), head: Seq }),
});
export type ConversationsResponse = z.infer<typeof ConversationsResponse>;

const SaidLine = z.object({ seq: Seq, at: Millis, text: z.string() });

/**
 * What whoever takes a conversation over must know beside who it is and what is known of them: lines of the contact, cut to 300
 * characters, oldest first, five of each kind at most. Extracted, so it says nothing that nobody said.
 */
export const HandoffSummary = z.object({
  /** Why the assistant gave it over; null: a person took it. */
  reason: z.nullable(z.enum([...HandoffReason.options, 'bot_failed'])),
  since: Millis,
  /** What the contact wrote that the hand-over was about, and since. */
  asked: z.array(SaidLine),
  /** What the assistant had no answer to, since a person last gave the conversation back. */
  unanswered: z.array(SaidLine),
});
export type HandoffSummary = z.infer<typeof HandoffSummary>;

/** `GET /api/whatsapp/conversations/:contactId`. */
export const ConversationResponse = z.object({
  row: ConversationRow,
  readInbound: z.int(),
  facts: z.array(Fact),
  summary: z.nullable(z.string()),
  /** Null while the assistant has the word, and where nobody is owed one. */
  handoff: z.nullable(HandoffSummary),
  why: Why,
});
export type ConversationResponse = z.infer<typeof ConversationResponse>;

/** `GET /api/whatsapp/conversations/:contactId/messages`: newest page by default; `before`/`after` are exclusive. */
export const MessagesQuery = z.object({
  before: z.optional(queryInt),
  after: z.optional(queryInt),
  limit: z._default(queryInt.check(z.minimum(1), z.maximum(200)), 50),
});

export const MessagesResponse = z.object({
  /** Ascending by `seq`. */
  messages: z.array(Message),
  hasMoreBefore: z.boolean(),
  hasMoreAfter: z.boolean(),
});
export type MessagesResponse = z.infer<typeof MessagesResponse>;

/**
 * `POST /api/whatsapp/send`: a person answers. Takes control when the bot has it. `clientId` is the idempotency key:
 * repeating it returns the first message, with another text or file it is 409 `conflict`. 409 `stale` when `generation` is not the
 * current one. With `mediaId` it sends that upload, and `text` is what stands under it; an audio has nothing under it. 422 `invalid`
 * when there is no such upload for this contact (any more).
 */
export const SendRequest = z
  .object({
    contactId: ContactId,
    clientId: z.uuid(),
    text: z._default(z.string().check(z.maxLength(MAX_TEXT_LENGTH)), ''),
    mediaId: z.optional(MediaId),
    generation: z.int(),
  })
  .check(
    z.refine(({ text, mediaId }) => text !== '' || mediaId !== undefined, { path: ['text'], error: 'nothing to say' }),
    z.refine(({ text, mediaId }) => mediaId === undefined || text.length <= MAX_CAPTION_LENGTH, {
      path: ['text'],
      error: `at most ${MAX_CAPTION_LENGTH} characters under a file`,
    }),
  );
export const SendResponse = z.object({ message: Message, control: Control });
export type SendResponse = z.infer<typeof SendResponse>;

/**
 * `POST /api/whatsapp/message`: a message enters without a bot agent. Idempotent by `messageId`: the same again answers
 * 202 with the first sequence number, the same id with another body answers 409 `conflict`.
 */
export const IngestRequest = z.object({
  numberId: NumberId,
  messageId: z.string().check(z.minLength(1), z.maxLength(128)),
  from: z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)),
  name: z.optional(z.string().check(z.maxLength(256))),
  text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT_LENGTH)),
});
export const IngestResponse = z.object({ contactId: ContactId, seq: Seq, duplicate: z.boolean() });
export type IngestResponse = z.infer<typeof IngestResponse>;

/** `POST …/takeover`. 409 `stale` with the current control when `generation` is not the current one. */
export const TakeoverRequest = z.object({
  generation: z.int(),
  /** Minutes without a human message after which the bot takes over again; null = never. */
  releaseAfterMinutes: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(10_080))), 30),
});
/** `POST …/release`. */
export const ReleaseRequest = z.object({
  generation: z.int(),
  /** For the bot: what the person agreed with the contact. */
  note: z.optional(z.string().check(z.maxLength(1000))),
  resolve: z._default(z.boolean(), false),
});
export const ControlResponse = z.object({ control: Control, row: ConversationRow });
export type ControlResponse = z.infer<typeof ControlResponse>;

/**
 * `POST …/messages/:commandId/settle`: a person deals with a message that failed or whose outcome nobody knows.
 * `check` asks the agent to look for it in WhatsApp's history (only for `unknown`; the answer comes over the live feed),
 * `resend` says the same words again as a new message and takes control like any message of a person, `drop` leaves it at
 * that. Repeating a request does no harm. 409 `stale` when `generation` is not the current one (without one, the current
 * one is meant), 409 `conflict` when there is nothing to settle.
 */
export const SettleRequest = z.object({
  action: z.enum(['check', 'resend', 'drop']),
  generation: z.optional(z.int()),
});
export const SettleResponse = z.object({
  message: Message,
  /** The message that went out again; null for the other actions. */
  resent: z.nullable(Message),
  control: Control,
});
export type SettleResponse = z.infer<typeof SettleResponse>;

/** `POST …/read`. */
export const ReadRequest = z.object({ inboundCount: z.int().check(z.nonnegative()) });
