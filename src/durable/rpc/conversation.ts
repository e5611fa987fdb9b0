import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Why } from '@oconnector/protocol/model/inspector.ts';
import type { Media, MediaKind, MediaState } from '@oconnector/protocol/model/media.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Actor, Inspectable, Refused } from './common.ts';

/** Messages of one contact, in the order of the journal they come from. */
export type IngestBatch = {
  clienteId: string;
  numberId: string;
  contact: Contact;
  /** Where to answer: the first alias of the newest message. */
  replyTo: Alias;
  /** The bot agent's journal epoch; null for HTTP. */
  journalEpoch: string | null;
  items: { s: number | null; message: ReceivedMessage }[];
};

/** `conflict`: the key is known with another body; nothing was stored. */
export type IngestResult = { waId: string; seq: number; outcome: 'stored' | 'duplicate' | 'conflict' };

/** An item of an agent's journal that failed again and again. */
export type QuarantinedItem = Pick<IngestBatch, 'clienteId' | 'numberId' | 'contact' | 'replyTo'> & {
  journalEpoch: string;
  s: number;
};

/** One bubble that the seed or an import brings in: stored silently, never answered, never sent. */
export type RestoredMessage =
  | { direction: 'in'; waId: string; text: string; at: number }
  | {
      direction: 'out';
      text: string;
      at: number;
      by: { kind: 'bot' } | { kind: 'human'; userId: string; name: string } | { kind: 'phone' };
      status: 'accepted' | 'delivered' | 'read' | 'failed';
    };

/** The conversation of one contact of one cliente. Opened by `v1:<cliente>:<contact>`. */
export interface ConversationRpc extends Inspectable {
  /** Stores messages, each exactly once by (number, direction, waId). Returns after the commit. */
  ingest(batch: IngestBatch): Promise<IngestResult[]>;
  /** What WhatsApp did with commands. Idempotent; a state never goes back. */
  report(reports: CommandReport[]): Promise<void>;
  /** The agent of this number has stored the fence of this generation; `inFlight`: what may still leave there. */
  fenced(generation: number, inFlight: string[], numberId: string): Promise<void>;
  /**
   * A person answers; takes control when the bot or nobody has it. Idempotent by `clientId` within this conversation; the
   * command gets an id of its own. `conflict`: the id is known with another text or file. With `mediaId` it sends that upload, with the
   * text under it; `no_media`: there is none, `no_caption`: nothing stands under an audio.
   */
  send(input: {
    actor: Actor;
    clientId: string;
    text: string;
    mediaId?: string;
    generation: number;
  }): Promise<
    | { ok: true; message: Message; control: Control }
    | (Refused<'stale' | 'not_found' | 'conflict' | 'no_media' | 'no_caption'> & { control: Control | null })
  >;
  takeover(input: {
    actor: Actor;
    generation: number;
    releaseAfterMs: number | null;
  }): Promise<{ ok: true; row: ConversationRow } | (Refused<'stale' | 'not_found'> & { control: Control | null })>;
  release(input: {
    actor: Actor;
    generation: number;
    note: string | null;
    resolve: boolean;
  }): Promise<{ ok: true; row: ConversationRow } | (Refused<'stale' | 'not_found'> & { control: Control | null })>;
  /**
   * A person deals with a message that failed or whose outcome is unknown (`SettleRequest`). `repeated`: it was so before.
   * `conflict`: there is nothing to settle, or it was settled the other way. `stale`: for `resend`, as in `send`.
   */
  settle(input: {
    actor: Actor;
    commandId: string;
    action: 'check' | 'resend' | 'drop';
    generation: number | null;
  }): Promise<
    | { ok: true; message: Message; resent: Message | null; control: Control; repeated: boolean }
    | (Refused<'stale' | 'not_found' | 'conflict'> & { control: Control | null })
  >;
  /** A person is about to bring a file to send. From now on the conversation answers for it: unsent, it is deleted at `expiresAt`. */
  expectUpload(media: Media): Promise<{ ok: true; expiresAt: number } | Refused<'not_found' | 'too_many'>>;
  /** Its bytes are there. Null when it is not expected (any more). */
  uploaded(input: { mediaId: string; mime: string; bytes: number }): Promise<Media | null>;
  /** Where the file of a message is; null when no message here has it. `final`: nothing that an agent brings changes it. */
  fileStanding(
    mediaId: string,
  ): Promise<{ kind: MediaKind; fileName: string | null; state: MediaState; final: boolean } | null>;
  /** What became of the bytes that a bot agent was to bring. Answers where they stand now; null when no message here has this file. */
  settleFile(input: {
    mediaId: string;
    state: Exclude<MediaState, 'pending' | 'expired'>;
    mime: string | null;
    bytes: number | null;
    reason: string | null;
  }): Promise<MediaState | null>;
  /** A message of this contact could not be stored: says so in the thread, once for each (journal, number). */
  quarantine(input: QuarantinedItem): Promise<void>;
  /**
   * The inbox row as it is now, for rebuilding what shows it; null when nothing was ever stored here. `told`: the Inbox has
   * been told everything up to this version, so that giving it the row again hides no news.
   */
  row(): Promise<{ row: ConversationRow; told: boolean } | null>;
  /** Ascending by seq; `before`/`after` exclusive; the newest page when both are null. Null when the conversation does not exist. */
  messages(query: { before: number | null; after: number | null; limit: number }): Promise<{
    messages: Message[];
    hasMoreBefore: boolean;
    hasMoreAfter: boolean;
  } | null>;
  /** Null when nothing was ever stored here. */
  detail(): Promise<{ row: ConversationRow; facts: Fact[]; summary: string | null; why: Why } | null>;
  why(): Promise<Why>;
  /** Brings in a history silently (demo seed, imports). Refused when the conversation already has messages. */
  restore(input: {
    clienteId: string;
    numberId: string;
    contact: Contact;
    replyTo: Alias;
    messages: RestoredMessage[];
    holder: Control['holder'];
    status: 'open' | 'resolved';
  }): Promise<{ restored: boolean }>;
}
