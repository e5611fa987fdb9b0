import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Citation } from '@oconnector/protocol/model/message.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';

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
  /** Set on the first turn after a person gave the conversation back, with the note they left. */
  humanEnded: { at: number; note: string | null } | null;
};

/** One turn's question: everything the contact wrote since it was last answered. */
export type TurnInput = {
  turnId: string;
  clienteName: string;
  contactName: string | null;
  /** The burst, oldest first; never empty. */
  burst: MemoryLine[];
  memory: Memory;
  /** How many of the last turns ended without an answer from the knowledge. */
  unansweredInARow: number;
};

/** What a turn may ask for. Data arrives here; the assistant reaches nothing by itself. */
export type TurnTools = {
  search(question: string, limit: number): Promise<ScoredPassage[]>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Aborted when the turn's time is up (40 s in all). */
  signal: AbortSignal;
};

/** A step of the turn, for the timeline and the "por quê?" under a bubble. Small typed data, no bodies. */
export type TraceStep = { step: string; ms: number; data: Record<string, string | number | boolean | null | string[]> };

/** What the assistant would say. Every statement about the business rests on a citation. */
export type Reply = {
  outcome: 'answered' | 'unknown' | 'social' | 'handoff';
  /** WhatsApp bubbles, in order; never empty. */
  bubbles: string[];
  citations: Citation[];
  /** Set when a person must take over: the bot goes silent after these bubbles. */
  handoff: { reason: 'asked_for_human' } | null;
  trace: TraceStep[];
};

/** What a turn taught about the contact. `quote` is verbatim in the burst message `messageSeq`; anything else is rejected by the caller. */
export type Analysis = {
  language: 'pt' | 'en' | 'es';
  facts: { key: string; value: string; quote: string; messageSeq: number }[];
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
