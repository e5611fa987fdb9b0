import type { CommandClass } from '@oconnector/protocol/model/command.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { DeliveryStatus, Notice, Settlement } from '@oconnector/protocol/model/message.ts';
import type { MediaState } from '@oconnector/protocol/model/media.ts';
import type { Outcome, ScoreEntry } from '@oconnector/protocol/model/score.ts';
import type { Reply } from '../../ai/assistant.ts';
import type { LoggedEvent } from '../kit/journal.ts';
import type { Standing, Tuning } from './score.ts';
import type { Move } from './score-move.ts';
import type { Lesson } from './record.ts';
import type { Span } from './span.ts';

/** Why a thought was thrown away. `superseded`: another attempt of the same burst took its place. */
export type StaleReason = 'generation' | 'newer_inbound' | 'superseded';

/** Why a turn failed; a few stable words, never the error's own text, which may quote a prompt. */
export type TurnError = 'timeout' | 'assistant_error' | 'bad_reply' | 'lost';

export type ControlCause =
  | 'takeover'
  | 'send'
  | 'phone'
  | 'release'
  | 'timer'
  | 'resolve'
  | 'reopen'
  | 'handoff'
  | 'bot_failed'
  | 'optout'
  | 'optin'
  | 'merge'
  | 'unmerge';

/** `settled`: a person had dealt with it before, so that it no longer counts as unsettled whatever comes. */
type CommandEnd = Record<
  `command.${Exclude<DeliveryStatus, 'queued' | 'dispatched'>}`,
  { commandId: string; from: DeliveryStatus; seq: number; settled?: true }
>;

/** What can happen to a conversation. The data are references and small values: never bodies, quotes or names of contacts. */
export type ConversationEvents = CommandEnd & {
  /** `group`: with many people at once, whom nothing automatic answers. */
  'conversation.opened': { numberId: string; group?: true };
  'contact.changed': Record<never, never>;
  /** `sentAt`: when an `old` message was written, which may be long before it was stored. `voice`: the file in which somebody here will hear it. */
  'message.received': {
    seq: number;
    numberId: string;
    fromMe: boolean;
    late: boolean;
    old: boolean;
    sentAt?: number;
    voice?: string;
  };
  /** Where the bytes of a message's file are now. */
  'file.settled': { mediaId: string; seq: number; state: MediaState };
  /** Somebody has listened to a voice note; `heard`: and there are words. */
  'voice.settled': { seq: number; mediaId: string; heard: boolean };
  /** What the contact, or the number, did to a message that was stored before. */
  'message.edited': { seq: number };
  'message.revoked': { seq: number };
  'message.reacted': { seq: number };
  /** What this line quotes was edited or deleted. */
  'quote.changed': { seq: number };
  /** This contact turned out to be `into`, where its conversation goes on. */
  'thread.moved': { mergeId: string; into: string };
  /** Another contact turned out to be this one. */
  'thread.joined': { mergeId: string; from: string; numbers: string[]; numberId: string };
  /** A line of that one's thread, as history. */
  /** `voice`: as of `message.received`. */
  'message.inherited': { seq: number; direction: 'in' | 'out'; at: number; voice?: string };
  /** These waited for an answer, which they now get in the other conversation. */
  'waiting.carried': { seqs: number[] };
  /** A line that a merge brought was given back. */
  'message.disowned': { seq: number };
  /** The Gateway gave an item of a journal up; the notice before it shows where. */
  'message.quarantined': { journalEpoch: string; s: number };
  'notice.added': { seq: number; event: Notice['event'] };
  'debounce.armed': { seq: number; dueAt: number; latestAt: number };
  'timer.fired': { timer: string };
  'turn.started': {
    turnId: string;
    generation: number;
    /** Where the messages stand that it answers. */
    spans: Span[];
    /** The newest message there was. */
    lastInSeq: number;
    attempt: number;
    loose: boolean;
    /** Absent in logs of earlier versions. */
    endsAt?: number;
    /** The messages that it reads to answer them: the newest fifty; `messages` counts them all. */
    covers: number[];
    messages: number;
  };
  'turn.retrieved': { turnId: string; passages: string[]; scores: number[]; ms: number };
  'turn.replied': {
    turnId: string;
    outcome: Reply['outcome'];
    handoff: boolean;
    coveredSeq: number;
    bubbles: number;
    ms: number;
    /** Absent in logs of earlier versions. */
    lesson?: Lesson;
    /** A message after silence was earned, for then; `wroteAt`: when the contact last wrote. */
    followUp?: { at: number; wroteAt: number };
  };
  /** The message after silence leaves at another time. */
  'followup.moved': { at: number };
  /** It was said, or never will be. */
  'followup.ended': { said: boolean };
  /** It left, it stands in that line, and nobody answered it in time. */
  'followup.ignored': { seq: number };
  'turn.stale': { turnId: string; why: StaleReason };
  'turn.failed': { turnId: string; error: TurnError; retryAt: number | null };
  /** `anew`: found again too late for the promise, as after an outage; what comes has time of its own. */
  'turn.lost': { turnId: string; anew?: true };
  /** Its whole reply ended without leaving: what it answered waits again. */
  'turn.unsaid': { turnId: string };
  'fact.learnt': { id: number; key: string; messageSeq: number | null; supersedes: number | null; by?: string };
  /** A person unpinned or pinned it. */
  'fact.pinned': { id: number; pinned: boolean; by: string };
  /** A person erased it, with its words; of all that it was the id stays. Without `by`: of a contact whom a merge made this one. */
  'fact.forgotten': { id: number; by?: string };
  /** A line of the ledger; its words stand in the ledger alone, where they can be erased. */
  'score.moved': Move & {
    id: number;
    messageSeq: number | null;
    source: ScoreEntry['source'];
    weightsVersion: number;
    /** A person's. */
    by?: string;
  };
  /** From here on the score fades and is judged as this version of the playbook says. */
  'score.tuned': Tuning;
  /** Fading alone has changed the grade or the temperature. */
  'score.faded': Record<never, never>;
  /** A person fixed it, or let it go. */
  'score.locked': { by: string };
  'score.unlocked': { by: string };
  /** Lines count no more, of a merge that was undone or of a silence that was none; what is left without them. */
  'score.replayed': { without: number[]; standing: Standing };
  'outcome.recorded': { result: Outcome['result']; grade: string; by: string };
  'summary.rolled': { upToSeq: number };
  'command.queued': {
    commandId: string;
    seq: number;
    class: CommandClass;
    generation: number;
    turnId: string | null;
    part: number | null;
    notAfter: number | null;
    numberId: string;
    isFollowUp?: true;
  };
  'command.dispatched': { commandId: string };
  /** No report came: the same command was handed over again. */
  'command.asked': { commandId: string };
  /** What the phone showed as typed there was this command of ours. */
  'command.echoed': { commandId: string; seq: number };
  /** A person asked to look for it in WhatsApp's history. */
  'command.sought': { commandId: string; seq: number };
  /** That look ended and nobody knows more than before. */
  'command.unfound': { commandId: string; seq: number };
  /** A person dealt with it; `as`: the command that says the same again. */
  'command.settled': {
    commandId: string;
    seq: number;
    from: 'failed' | 'unknown';
    how: Settlement['how'];
    by: string;
    as: string | null;
  };
  'control.changed': { control: Control; cause: ControlCause; releaseAfterMs: number | null; noticeSeq: number | null };
  'control.extended': { releaseAt: number };
  /** The contact asked for no more automatic messages, in that message; or another one did that a merge brought here. */
  'optout.recorded': { seq: number; mergeId?: string };
  /** That one is another contact after all, and its opt-out is its own; `over`: no other stands here. */
  'optout.returned': { mergeId: string; over: boolean };
  /** They may come again: by that message of the contact, said then, or, when null, by a person's decision. */
  'optin.recorded': { seq: number | null; saidAt?: number };
  /** The agent of that number has stored the fence, with so many automatic commands that may still leave. */
  'fence.confirmed': { generation: number; inFlight: number; numberId: string };
  'history.restored': {
    control: Control;
    releaseAfterMs: number | null;
    status: 'open' | 'resolved';
    messages: number;
    inbound: number;
    lastAt: number;
    waitingSince: number | null;
    failed: number;
  };
};

export type ConversationEventKind = keyof ConversationEvents;

/** What one kind of event tells. */
export type EventData<Kind extends ConversationEventKind> = ConversationEvents[Kind];

/** One event of the log, typed by its kind. */
export type ConversationEvent = {
  [Kind in ConversationEventKind]: LoggedEvent<Kind, EventData<Kind>>;
}[ConversationEventKind];
