import type { Asked, NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Command } from '@oconnector/protocol/model/command.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { Inspectable } from './common.ts';

/**
 * One WhatsApp number and the link of its bot agent. Opened by `v1:<cliente>:<number>`. The link itself comes in as
 * `fetch` with the Upgrade header; the Worker has checked the credential before.
 */
export interface GatewayRpc extends Inspectable {
  /** Takes commands on durably, once each by id, and pushes them when the agent is there. The same id again re-sends it. */
  enqueue(commands: Command[]): Promise<void>;
  /** Raises the fence of a contact, drops what had not left, tells the agent. */
  cancel(fence: Fence): Promise<{ dropped: string[]; agent: 'told' | 'offline' }>;
  /** Asks the agent to look for a command in WhatsApp's history; its answer comes as a report. Nothing is kept for later. */
  look(command: Command): Promise<'told' | 'offline' | 'too_old'>;
  status(): Promise<NumberStatus>;
  /** First call for a number: who it belongs to and its name. Idempotent. */
  register(input: { clienteId: string; numberId: string; name: string }): Promise<void>;
  /** What the cliente chose: kept, and told to the agent. Idempotent. */
  configure(settings: AgentSettings): Promise<void>;
  /** Closes the agent's socket (credential revoked). */
  disconnect(): Promise<void>;
  /**
   * Hands items that were given up to their conversations again, as old messages that are not answered. `kept`: letters
   * that remain. Idempotent: a conversation stores each message once.
   */
  requeueDeadLetters(): Promise<{ requeued: number; kept: number }>;
  /** Where the simulated phones answer, with a fresh one-time token; null when the channel is another or offline. */
  simulator(): Promise<{ url: string; token: string } | null>;
  /** How to link the channel's device just now, while that is fresh and the agent is there and confirmed. A secret: see the route table. */
  pairing(): Promise<Pairing | null>;
  /** Asks the agent for another QR, or with `phone` (digits) for a code to type there. Nothing is kept for later. */
  renewPairing(phone: string | null): Promise<Asked>;
  /** Has the agent unlink the device, if these are the last digits of the account's phone. Nothing is kept for later. */
  logOut(lastDigits: string): Promise<Asked>;
  /**
   * An owner says whether the agent with this id is theirs. Until then nobody is handed how to link a device there; one
   * that is not is sent away (its credential must have been revoked before). `gone`: it has not got the number (any more).
   */
  answerAgent(agentId: string, isOurs: boolean): Promise<'done' | 'gone'>;
  /** How the number stood in the last day. */
  history(): Promise<NumberHistoryResponse>;
  /** The contact whose message, received on this number, announced this file; null when none did. */
  contactOfFile(mediaId: string): Promise<string | null>;
  /** Whether a command under way on this number sends this file. */
  sendsFile(mediaId: string): Promise<boolean>;
}
