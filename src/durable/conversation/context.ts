import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { Assistant } from '../../ai/assistant.ts';
import type { Speech } from '../../ai/speech.ts';
import type { Kit } from '../kit/context.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import type { GatewayRpc } from '../rpc/gateway.ts';
import type { InboxRpc } from '../rpc/inbox.ts';
import type { KnowledgeRpc } from '../rpc/knowledge.ts';
import type { DeadlineSettings } from './deadlines.ts';
import type { ConversationEventKind, EventData } from './events.ts';
import type { ConversationState } from './state.ts';
import type { ConversationStore } from './store.ts';

/** A time budget. `done` ends it, so that nothing keeps the object awake. */
export type Deadline = { signal: AbortSignal; done(): void };

/** Whom a conversation talks to. A stub may be broken after an error, so each call opens its own. */
export type Ports = {
  gateway(numberId: string): Pick<GatewayRpc, 'enqueue' | 'cancel' | 'status' | 'look'>;
  /** Another contact's, where this one turned out to be that one. */
  conversation(contactId: string): Pick<ConversationRpc, 'ingest' | 'inherit' | 'settleFile'>;
  inbox(): Pick<InboxRpc, 'publish'>;
  knowledge(): Pick<KnowledgeRpc, 'search' | 'playbook' | 'spend' | 'spendIfLeft' | 'unanswered' | 'takeQuestionsBack'>;
  /** The bucket, as far as a conversation touches it. */
  files(): { delete(mediaId: string): Promise<void>; read(mediaId: string): Promise<Uint8Array | null> };
  /** Null where nobody can hear voice notes. */
  speech: Speech | null;
  assistant: Assistant;
  deadline(ms: number): Deadline;
};

export type Settings = DeadlineSettings & {
  /** How long a person may be silent before the bot takes over again, when nobody says otherwise. */
  autoReleaseMs: number;
  /** What may be spent on an analysis when the reply stands: less than `turnBackstopMs`. */
  analysisBudgetMs: number;
  /** What one question of a turn to another object may take: one that does not answer leaves time to ask once more, or for a person. */
  askMs: number;
  /** A message after silence that has not left by then never does. */
  followUpLifeMs: number;
  /** What may be spent on hearing one voice note; a turn has gone on long before. */
  hearBudgetMs: number;
  /** A bot's answer later than this is worse than none (DELIVERY §2.6). */
  replyLifeMs: number;
  /** How long the files of messages are kept. */
  fileKeptMs: number;
  /** Changes within this time reach the Inbox together. */
  publishMs: number;
};

export const defaultSettings: Settings = {
  debounceQuietMs: 4_000,
  debounceMaxMs: 15_000,
  hearMs: 20_000,
  hearBudgetMs: 60_000,
  summaryIdleMs: 30 * 60_000,
  followUpLifeMs: 2 * 60_000,
  ignoredAfterMs: 24 * 3_600_000,
  autoReleaseMs: 30 * 60_000,
  // ARCHITECTURE §5b.14.
  turnBudgetMs: 40_000,
  answerMs: 54_000,
  leastTurnMs: 10_000,
  askMs: 8_000,
  analysisBudgetMs: 4_000,
  turnBackstopMs: 5_000,
  replyLifeMs: 15 * 60_000,
  reportMs: 60_000,
  lookMs: 60_000,
  fileKeptMs: 90 * 24 * 3_600_000,
  publishMs: 100,
};

export type Identity = { name: string; clienteId: string; contactId: string };

/** What every function of a conversation works on; the simulation builds the same one over other surroundings. */
export type ConversationContext = Kit & {
  store: ConversationStore;
  ports: Ports;
  settings: Settings;
  identity: Identity;
  /** How the cliente wants its assistant to be; asked for at most once a minute. */
  playbook(): Promise<Playbook>;
  /** Failures since this instance began, and where they are told. */
  errors(): number;
  onError(where: string, error: unknown): void;
};

/** One state change under way, inside its transaction. */
export type Change = {
  readonly now: number;
  /** Whether anything has ever happened here. */
  readonly opened: boolean;
  /** As it is after everything recorded so far. Throws before the first event. */
  readonly state: ConversationState;
  /** Appends an event and folds it into the state. Returns its number, the version of whatever it explains. */
  record<Kind extends ConversationEventKind>(kind: Kind, correlation: string | null, data: EventData<Kind>): number;
};
