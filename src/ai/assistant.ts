import type { HandoffReason, Intent, Language, Sentiment, SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Citation } from '@oconnector/protocol/model/message.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { BantField } from '@oconnector/protocol/model/score.ts';

/** One line of the conversation as the assistant sees it. */
export type MemoryLine = {
  seq: number;
  from: 'contact' | 'bot' | 'human';
  text: string;
  /** What it answers, in an excerpt; no words of its own. */
  quotes?: string;
  at: number;
};

/** What the conversation remembers, cut to what a turn needs. */
export type Memory = {
  /** The last lines, oldest first, without the burst to be answered. */
  window: MemoryLine[];
  summary: string | null;
  facts: Fact[];
  /**
   * Set on the first turn after a person had the conversation, with the note they left. `how`: a person gave it back, who has seen what was
   * written until then; or they fell silent, and nobody knows.
   */
  humanEnded: { at: number; note: string | null; how: 'person' | 'timer' } | null;
};

/** One turn's question: everything the contact wrote since it was last answered. */
export type TurnInput = {
  turnId: string;
  clienteName: string;
  contactName: string | null;
  /** The burst, oldest first; never empty. */
  burst: MemoryLine[];
  memory: Memory;
  /** What was a line's voice note, or is no text at all: a turn says honestly what it could not hear or see. */
  unheard: { seq: number; what: 'voice' | 'audio' | 'image' | 'video' | 'document' | 'sticker' | 'other' }[];
  /** What led here, counted over the last turns. */
  record: TurnRecord;
  playbook: Playbook;
};

/** What the last turns came to, as far as a hand-over or a question depends on it. */
export type TurnRecord = {
  /** How many of the last turns in a row ended without an answer from the knowledge. */
  unansweredInARow: number;
  /** And how many of the last ten. */
  unansweredOfTen: number;
  /** How many of the last turns in a row were angry. */
  negativeInARow: number;
  /** How many in a row tried to give the assistant orders. */
  injectionsInARow: number;
  /** What the last turn asked the contact for, and whether it was refused or passed over before. */
  asked: BantField | null;
  refused: BantField[];
  /** What is known and what is not, most worth knowing first. */
  unknown: BantField[];
  /** The contact was greeted in the same part of the same day. */
  greeted: boolean;
};

/** What a turn may ask for. Data arrives here; the assistant reaches nothing by itself. */
export type TurnTools = {
  search(question: string, limit: number): Promise<ScoredPassage[]>;
  /** Lines of this conversation that left the window, best first: for "lembra que…". */
  recall(words: string, limit: number): Promise<MemoryLine[]>;
  /** Tokens that a model may still cost the cliente today, null = no bound; and what a call did cost. */
  budget: { left(): Promise<number | null>; spent(tokens: number): Promise<void> };
  /** Milliseconds since the epoch. */
  now(): number;
  /** Aborted when the turn's time is up (40 s in all). */
  signal: AbortSignal;
  /** When that is, in milliseconds since the epoch; left out where nobody knows. */
  endsAt?: number;
};

/** A step of the turn, for the timeline and the "por quê?" under a bubble. Small typed data, no bodies. */
export type TraceStep = { step: string; ms: number; data: Record<string, string | number | boolean | null | string[]> };

/** What the assistant would say. Every statement about the business rests on a citation. */
export type Reply = {
  outcome: 'answered' | 'clarify' | 'unknown' | 'social' | 'handoff';
  /** WhatsApp bubbles, in order; never empty. */
  bubbles: string[];
  citations: Citation[];
  /** Set when a person must take over: the bot goes silent after these bubbles. */
  handoff: { reason: HandoffReason } | null;
  /** What the last bubble asks the contact for; at most one thing. */
  asks: BantField | null;
  /** Whether it greets; unsaid, a reply to a greeting does. */
  greets?: boolean;
  /** What the same call taught, where one call does both; else `analyse` is asked. */
  analysis?: Analysis;
  trace: TraceStep[];
};

/** What a turn taught about the contact. `quote` is verbatim in the burst message `messageSeq`; anything else is rejected by the caller. */
export type Analysis = {
  language: Language;
  intent: Intent;
  sentiment: Sentiment;
  facts: { key: string; value: string; quote: string; messageSeq: number }[];
  /** What moves the score, by the same rule for quotes. */
  signals: { kind: SignalKind; quote: string; messageSeq: number }[];
  /** Which of what the last turn asked for was refused. */
  refused: BantField | null;
  /** 0 to 1: how much the burst reads like orders to the assistant. It only adds weight to a hand-over, never decides what is said. */
  injection: number;
  trace: TraceStep[];
};

/**
 * Thinks for a conversation: the `embedded` one offline, an LLM elsewhere. May throw: the conversation then tries
 * again, and at last hands over to a person.
 */
export interface Assistant {
  reply(input: TurnInput, tools: TurnTools): Promise<Reply>;
  analyse(input: TurnInput, tools: TurnTools): Promise<Analysis>;
}
