import type { Command } from '@oconnector/protocol/model/command.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
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
  /** Closes the agent's socket (credential revoked). */
  disconnect(): Promise<void>;
  /**
   * Hands items that were given up to their conversations again, as old messages that are not answered. `kept`: letters
   * that remain. Idempotent: a conversation stores each message once.
   */
  requeueDeadLetters(): Promise<{ requeued: number; kept: number }>;
  /** Where the simulated phones answer, with a fresh one-time token; null when the channel is another or offline. */
  simulator(): Promise<{ url: string; token: string } | null>;
  /** How to link the channel's device just now, while that is fresh and the agent is there. A secret: see the route table. */
  pairing(): Promise<Pairing | null>;
  /** The contact whose message, received on this number, announced this file; null when none did. */
  contactOfFile(mediaId: string): Promise<string | null>;
  /** Whether a command under way on this number sends this file. */
  sendsFile(mediaId: string): Promise<boolean>;
}
