import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { HandoffSummary } from '@oconnector/protocol/api/conversations.ts';
import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Why } from '@oconnector/protocol/model/inspector.ts';
import type { Media, MediaKind, MediaStanding, MediaState } from '@oconnector/protocol/model/media.ts';
import type { Author, DeliveryStatus, Message, Reaction, Transcript } from '@oconnector/protocol/model/message.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Forwarded, Quoted } from '@oconnector/protocol/model/quote.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { ScoreRequest, WhatIfRequest, WhatIfResponse } from '@oconnector/protocol/api/score.ts';
import type { Outcome, Score, ScoreEntry } from '@oconnector/protocol/model/score.ts';
import type { Actor, Inspectable, Refused, Watched } from './common.ts';

/** Messages of one contact, in the order of the journal they come from. */
export type IngestBatch = {
  clienteId: string;
  numberId: string;
  contact: Contact;
  /** Where to answer: the first alias of the newest message. */
  replyTo: Alias;
  /** The bot agent's journal epoch; null for HTTP. */
  journalEpoch: string | null;
  items: {
    s: number | null;
    message: ReceivedMessage;
    /** Of a file that another conversation knew first. */
    file?: MovedFile;
    /** Of a line that another conversation had. */
    was?: Pick<MovedLine, 'at' | 'unremembered'>;
  }[];
  /** They came to a contact that this merge joined to this one: then `contact` names it by its id, and says nothing new. */
  mergeId?: string;
};

/**
 * `conflict`: the key is known with another body; nothing was stored. `moved`: this is not the contact's conversation any
 * more, nothing was stored; ask the Directory again.
 */
export type IngestResult = { waId: string; seq: number; outcome: 'stored' | 'duplicate' | 'conflict' | 'moved' };

/** One change of a message, as it was told. `by`: who made it. */
export type ToldChange = { at: number; by: Reaction['by'] } & (
  | { kind: 'edited'; text: string }
  | { kind: 'revoked' }
  | { kind: 'reaction'; emoji: string | null }
);

/** Where the bytes of a line's file are, and until when they are kept; null when they are not (any more). */
export type MovedFile = { standing: MediaStanding; expiresAt: number | null };

/** A line of a thread on its way into another one, with what happened to it and what was learnt from it. */
export type MovedLine = {
  direction: 'in' | 'out';
  numberId: string;
  waId: string;
  author: Author;
  /** As it was first said. */
  content: Content;
  quoted?: Quoted | undefined;
  forwarded?: Forwarded | undefined;
  /** Only, and always, with a content of type `media`. */
  file: MovedFile | null;
  transcript?: Transcript | undefined;
  /** Of a voice note: somebody was about to hear it, and has not. */
  unheard?: boolean;
  at: number;
  sentAt: number | null;
  status: DeliveryStatus | null;
  changes: { waId: string; change: ToldChange }[];
  facts: Pick<Fact, 'key' | 'value' | 'quote' | 'validFrom'>[];
  /** What moved the score because of it, and when. */
  signals: { reason: SignalKind; at: number; quote: string | null; source: 'rule' | 'ai' }[];
  /** It says what a person had the assistant forget. */
  unremembered?: boolean;
};

/** A fact that was forgotten: by whom, when, and the prints of it and of what said it, so many stems in a row. */
export type Forgotten = { by: string; at: number; fact: number; said: { words: number; hash: number }[] };

/** How a conversation stood when its contact turned out to be another one. */
export type MovedState = {
  holder: Control['holder'];
  releaseAfterMs: number | null;
  optedOut: boolean;
  numberId: string;
  numbers: string[];
  replyTo: Alias | null;
  /** When the newest message was written. */
  spokenAt: number;
  /** What persons had the assistant forget. */
  forgotten?: Forgotten[];
};

/** What a person had the assistant forget while two contacts were one, and lines that say it. */
export type Parted = { forgotten: Forgotten[]; lines: Pick<MovedLine, 'numberId' | 'direction' | 'waId'>[] };

/** `next`: where to go on; null when there is no more. */
export type MovedPage = { state: MovedState; lines: MovedLine[]; next: number | null };

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

/** A lead's score, the lines that counted, oldest first, and how it ended. */
export type ScoreView = { score: Score; ledger: ScoreEntry[]; outcome: Outcome | null };

/** The conversation of one contact of one cliente. Opened by `v1:<cliente>:<contact>`. */
export interface ConversationRpc extends Inspectable, Watched {
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
  /**
   * This contact turned out to be `into`. The first call closes this conversation: the fence rises, nothing automatic is
   * begun, nothing more is stored. Answers with its thread, page by page (`after` = 0, then `next`), without what nobody
   * has answered yet; null when nothing was ever stored here. Idempotent.
   */
  moveOut(input: { mergeId: string; into: string; after: number }): Promise<MovedPage | null>;
  /** Its thread has arrived. From here on what waits here for an answer is handed to the other conversation. */
  movedOut(mergeId: string): Promise<void>;
  /**
   * Takes lines of another contact in, silently, each once, and with the first of them who has control there; nothing more of a merge that
   * `disown` has undone.
   */
  inherit(input: { mergeId: string; from: string; contact: Contact | null; page: MovedPage }): Promise<void>;
  /**
   * The merge is undone: lines that it brought are given back. `apart`: names of the other one, as keys. Answers what is to be forgotten
   * there, however often it is asked.
   */
  disown(input: { mergeId: string; from: string; contact: Contact; apart: string[] }): Promise<Parted>;
  /** The merge is undone: this conversation goes on as it stood, without what was forgotten meanwhile. */
  moveBack(mergeId: string, parted: Parted): Promise<void>;
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
  detail(): Promise<{
    row: ConversationRow;
    facts: Fact[];
    summary: string | null;
    handoff: HandoffSummary | null;
    why: Why;
  } | null>;
  why(): Promise<Why>;
  /** What the lead is worth now, and why; null when nothing was ever stored here. */
  score(): Promise<ScoreView | null>;
  /** A person's word about it (`ScoreRequest`). */
  correctScore(input: {
    actor: Actor;
    request: ScoreRequest;
  }): Promise<{ ok: true; view: ScoreView } | Refused<'not_found'>>;
  /** The same ledger under other weights. Changes nothing; null when nothing was ever stored here. */
  whatIf(other: WhatIfRequest): Promise<WhatIfResponse | null>;
  /** How it ended, by a person; the last word counts. */
  recordOutcome(input: {
    actor: Actor;
    result: Outcome['result'];
    reason: string | null;
  }): Promise<{ ok: true; outcome: Outcome } | Refused<'not_found'>>;
  /** A person writes down what no message says; it supersedes what was held under the key. */
  writeFact(input: {
    actor: Actor;
    key: string;
    value: string;
    pinned: boolean;
  }): Promise<{ ok: true; fact: Fact } | Refused<'not_found'>>;
  /** Another value supersedes; null leaves a thing as it is. Answers with the fact that is held then. */
  changeFact(input: {
    actor: Actor;
    factId: number;
    value: string | null;
    pinned: boolean | null;
  }): Promise<{ ok: true; fact: Fact } | Refused<'not_found'>>;
  /** Erases a fact, what it superseded, and their words wherever the score quotes them. */
  forgetFact(input: { actor: Actor; factId: number }): Promise<{ ok: true } | Refused<'not_found'>>;
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
