import type { CommandClass } from '@oconnector/protocol/model/command.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Standing } from './score.ts';
import { emptyRecord, type Recorded } from './record.ts';
import type { Span } from './span.ts';

/** Messages of the contact that are answered as one: where they stand in the thread, and when they were stored. */
export type Burst = { spans: Span[]; firstAt: number; lastAt: number; count: number };

/**
 * What nobody has answered yet, and what was tried: turns begun, thrown away as stale, failed, lost with their process, answered but never said.
 * `triedAt`: when the first of the tries began that share one time (`turn-time.ts`); absent before it, and in states of earlier versions.
 */
export type Pending = Burst & {
  attempts: number;
  stale: number;
  failures: number;
  lost: number;
  unsaid: number;
  triedAt?: number;
};

/** The turn that thinks right now, with the snapshot it thinks under. */
export type RunningTurn = {
  turnId: string;
  generation: number;
  /** What it answers. */
  spans: Span[];
  /** The newest message there was: a newer one makes the thought stale. */
  lastInSeq: number;
  attempt: number;
  /** Fences on the generation alone (ARCHITECTURE §5b.2): two earlier attempts were overtaken by new messages. */
  loose: boolean;
  startedAt: number;
  /** Until when it may think; absent where an earlier version began it. */
  endsAt?: number;
};

/** A command that has not reached an end. `askedAt`: when it was last handed to the Gateway. */
export type OpenCommand = {
  seq: number;
  class: CommandClass;
  generation: number;
  turnId: string | null;
  notAfter: number | null;
  status: 'queued' | 'dispatched';
  askedAt: number | null;
  /** A message after silence: any sign of the contact stops it. */
  isFollowUp?: true;
  /** How often it was handed over again for want of a report; absent: never. */
  asks?: number;
};

/**
 * The contact wants no automatic messages. `seq`: where they said so. `inherited`: they did not, but contacts that these merges
 * brought, with the last of which it goes back (rule M7); and how it stood here before.
 */
export type OptOut = {
  seq: number;
  at: number;
  inherited?: { merges: string[]; resolved: boolean; waitingSince: number | null };
};

/**
 * Everything that decisions are made from: the fold of the event log (`evolve.ts`). Bodies, names of contacts and facts
 * are not part of it, so that they can be erased.
 */
export type ConversationState = {
  /** Number of the last event; the version of the inbox row. */
  version: number;
  control: Control;
  /** The numbers that the fence of this generation was sent to, and what may still leave there; null until its agent has said so. */
  fences: Record<string, number | null>;
  /** How long a person may be silent before the bot takes over again; null = for ever. */
  releaseAfterMs: number | null;
  status: 'open' | 'resolved';
  /** The number of the newest inbound message: replies go out on it. */
  numberId: string;
  /** Every number this contact wrote to: a fence goes to all of them. */
  numbers: string[];
  lastSeq: number;
  lastAt: number;
  /** When the newest message was written, as far as known: notices do not count. What is older is history. */
  spokenAt: number;
  /** The line an inbox shows: the newest that is not history. */
  previewSeq: number;
  inboundCount: number;
  /** The newest message that wants an answer. */
  lastInSeq: number;
  pending: Pending | null;
  /** The part of `pending` that came after the running turn's snapshot. */
  newer: Burst | null;
  turn: RunningTurn | null;
  retry: { at: number; error: string } | null;
  /** What each turn answered whose reply is on its way, and the last one: in case its reply never leaves. */
  replies: Record<string, Pending>;
  waitingSince: number | null;
  answeredAt: number | null;
  /** What the last turns came to. */
  record: Recorded;
  /** A person gave the conversation back and no turn has answered since; their note is in that notice. */
  humanEnded: { at: number; noticeSeq: number } | null;
  /** The contact wants no automatic messages; the bot never has control while this stands. */
  optedOut: OptOut | null;
  /** When the contact, or a person, last said that automatic messages may come again; 0: never. */
  cameBackAt: number;
  /** With a group: nothing waits for an answer here, and the bot never has control. */
  group: boolean;
  /** What the lead is worth; null while nothing has moved it. */
  score: Standing | null;
  open: Record<string, OpenCommand>;
  /** Commands that are being looked for in WhatsApp's history, and since when. */
  looking: Record<string, number>;
  /** Voice notes that somebody is about to hear, by their files: where they stand, and since when. */
  hearing: Record<string, { seq: number; at: number }>;
  /** The newest line that the summary tells of; 0: there is none. */
  summarised: number;
  /** The one message after silence that the last reply earned: when, counted from when the contact wrote. */
  followUp: { at: number; wroteAt: number } | null;
  /**
   * The message after silence since which nothing was heard: the line that says it, and when it left; null: it is on its way.
   * `ignored`: that was counted.
   */
  followedUp: { seq: number; leftAt: number | null; ignored?: true } | null;
  /** Commands that failed or whose outcome nobody knows, and that no person has dealt with. */
  failed: number;
  unknown: number;
};

/** What states stored by earlier versions do not have. */
export const ADDED: Pick<
  ConversationState,
  | 'fences'
  | 'replies'
  | 'optedOut'
  | 'cameBackAt'
  | 'group'
  | 'score'
  | 'looking'
  | 'record'
  | 'hearing'
  | 'summarised'
  | 'followUp'
  | 'followedUp'
> = {
  fences: {},
  replies: {},
  optedOut: null,
  cameBackAt: 0,
  group: false,
  score: null,
  looking: {},
  record: emptyRecord,
  hearing: {},
  summarised: 0,
  followUp: null,
  followedUp: null,
};

/** A conversation in which nothing has happened. */
export const newState = (numberId: string, at: number, group = false): ConversationState => ({
  version: 0,
  control: {
    holder: group ? { kind: 'paused', reason: 'group' } : { kind: 'bot' },
    generation: 1,
    since: at,
    releaseAt: null,
    fence: { confirmed: true, inFlight: 0 },
  },
  releaseAfterMs: null,
  status: 'open',
  numberId,
  numbers: [numberId],
  lastSeq: 0,
  lastAt: at,
  spokenAt: 0,
  previewSeq: 0,
  inboundCount: 0,
  lastInSeq: 0,
  pending: null,
  newer: null,
  turn: null,
  retry: null,
  waitingSince: null,
  answeredAt: null,
  humanEnded: null,
  ...ADDED,
  group,
  open: {},
  failed: 0,
  unknown: 0,
});
