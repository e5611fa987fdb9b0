/**
 * What a run writes down: one line per thing that happened, in the order in which it happened to the one who writes it. The checker reads nothing
 * else. It shares no code with the product: a wrong idea of the product must not be able to excuse itself here.
 */

/** Ground truth of WhatsApp: written by WhatsApp itself, never by the agent. */
export type WaEvent =
  /** A contact's message reached WhatsApp. */
  | { f: 'wa.in'; contact: string; key: string; body: string }
  /** The owner typed on the phone. */
  | { f: 'wa.owner'; contact: string; key: string; body: string }
  /** The agent asked for the history and could not read it; nobody has told it of this message, so later ones may go first. */
  | { f: 'wa.unreadable'; contact: string; key: string }
  /** WhatsApp took a message from the agent; this is what the contact sees. */
  | {
      f: 'wa.out';
      contact: string;
      commandId: string;
      body: string;
      /** When it was handed over, where that is known: what pacing is about. WhatsApp may take it later. */
      handedAt?: number;
    };

export type BotEvent =
  /** The agent has a message in its journal: order of the journal. */
  | { f: 'bot.taken'; epoch: string; contact: string; key: string }
  /** The agent dropped a journal row because an acknowledgement covered it. */
  | { f: 'bot.covered'; contact: string; key: string }
  /** On disk, before the message is handed to WhatsApp. */
  | {
      f: 'bot.intent';
      agent: string;
      contact: string;
      commandId: string;
      class: 'reply' | 'human' | 'notice';
      generation: number;
    }
  /** On disk: automatic commands below this generation are dead. */
  | { f: 'bot.fence'; agent: string; contact: string; minGeneration: number }
  | { f: 'bot.acked'; epoch: string; h: number; sent: number };

export type GatewayEvent =
  | { f: 'gw.lease'; number: string; lease: number }
  | { f: 'gw.held'; number: string; epoch: string; h: number };

export type ConversationEvent =
  | {
      f: 'conv.stored';
      contact: string;
      seq: number;
      key: string;
      from: 'contact' | 'owner';
      late: boolean;
      old: boolean;
    }
  | { f: 'conv.control'; contact: string; generation: number; holder: 'bot' | 'human' | 'paused' }
  | { f: 'conv.turn'; contact: string; turnId: string; covers: number[] }
  /** A turn's reply was committed; `now*` is the state it was committed into. */
  | {
      f: 'conv.reply';
      contact: string;
      turnId: string;
      snapshot: { generation: number; lastInSeq: number };
      now: { generation: number; lastInSeq: number; holder: 'bot' | 'human' | 'paused' };
      /** Set when the third attempt fenced on the generation alone. */
      coveredSeq: number | null;
    }
  | {
      f: 'conv.command';
      contact: string;
      commandId: string;
      class: 'reply' | 'human' | 'notice';
      generation: number;
      order: number;
      body: string;
      turnId: string | null;
    }
  | { f: 'conv.state'; contact: string; commandId: string; state: string }
  /** The contact asked for no more automatic messages; `generation` is that of the moment before. */
  | { f: 'conv.optout'; contact: string; generation: number }
  /** They may come again. */
  | { f: 'conv.optin'; contact: string };

export type PersonEvent =
  | { f: 'person.takeover'; contact: string; generation: number }
  /** The dashboard showed the takeover as confirmed by the agent, with so many replies that may still arrive. */
  | { f: 'person.confirmed'; contact: string; generation: number; inFlight: string[] };

/** After the faults stopped and everything had time to settle. */
export type FinalEvent =
  | {
      f: 'final.thread';
      contact: string;
      received: { seq: number; key: string; from: 'contact' | 'owner'; body: string; late: boolean; old: boolean }[];
      commands: { seq: number; commandId: string; state: string }[];
    }
  | { f: 'final.timers'; object: string; dueMs: number | null; alarmMs: number | null; nowMs: number }
  | { f: 'final.row'; contact: string; version: number; checksum: string }
  | { f: 'final.projected'; contact: string; version: number; checksum: string }
  | { f: 'final.feed'; client: string; checksum: string; server: string }
  | { f: 'final.queues'; journal: number; outbox: number; pending: number; ready: boolean };

/** `at` is the time of whoever writes, `n` the position in the merged history. */
export type HistoryEvent = { n: number; at: number } & (
  | WaEvent
  | BotEvent
  | GatewayEvent
  | ConversationEvent
  | PersonEvent
  | FinalEvent
);

/** A broken promise, with the events that show it. */
export type Violation = { invariant: string; what: string; contact?: string; evidence: number[] };
