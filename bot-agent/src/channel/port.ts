import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { PairingKind } from '@oconnector/protocol/model/pairing.ts';
import type { FileRef } from '../journal/file-rows.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';

/** WhatsApp's ticks: -1 error, 0 clock, 1 server, 2 device, 3 read, 4 played. Levels may be skipped. */
export type AckLevel = -1 | 0 | 1 | 2 | 3 | 4;

/** What a channel tells. Events come in WhatsApp's order; handlers return before the next one is emitted. */
export type ChannelEvent =
  | { kind: 'state'; status: ChannelStatus }
  /**
   * A message, or what happened to one (`about`). `chat` is the channel's own key of the conversation, stable as long as the
   * chat is. Echoes of own sends come too.
   */
  | { kind: 'message'; chat: string; message: ReceivedMessage }
  | { kind: 'ack'; waId: string; level: AckLevel }
  | { kind: 'typing'; contact: Alias[]; on: boolean }
  /** How to link this device with the owner's phone just now; null when there is nothing to scan or type any more. */
  | { kind: 'pairing'; pairing: Pairing | null };

/** What links a device: the text of a QR, or a code to type. A secret: never logged. `number` counts up with each new one. */
export type Pairing = { kind: PairingKind; text: string; number: number };

/**
 * What became of handing a message over. `handed` is not acceptance: that is the server tick, which comes as an `ack`
 * event. `refused` is WhatsApp's definite no. A throw means that nobody knows.
 */
export type SendResult = { kind: 'handed'; waId: string } | { kind: 'refused'; reason: string };

/** A message of ours that WhatsApp's history shows. */
export type Sent = { waId: string; level: AckLevel; at: number };

/** What is to be sent. */
export type Outgoing = { to: Alias; content: Content; waOutId: string; file?: Uint8Array };

export type ChatRef = { chat: string; lastAt: number; lastWaId: string; lastFromMe: boolean };

/** How the agent reaches WhatsApp. */
export interface Channel {
  readonly kind: ChannelStatus['channel'];
  /** Whether messages go out under the id we ask for; if not, an own echo is told by chat and body. */
  readonly keepsOurIds: boolean;
  start(emit: (event: ChannelEvent) => void): Promise<void>;
  stop(): Promise<void>;
  status(): ChannelStatus;
  /** `file`: the bytes of a content of type `media`. */
  send(message: Outgoing): Promise<SendResult>;
  /**
   * The file of a message that was told, or why it can never be had. Throws when it cannot be had now. Bounded in time by the channel.
   */
  download(file: FileRef): Promise<{ bytes: Uint8Array } | { gone: string }>;
  typing(to: Alias, on: boolean): Promise<void>;
  /** Own messages in the history: the one with this id, else those of the chat with this body since `since`. Throws when it cannot look. */
  findSent(query: { to: Alias; waOutId: string; bodyHash: string; since: number }): Promise<Sent[]>;
  /** Whether groups are heard from now on; before anybody says so they are not. */
  hearGroups(on: boolean): void;
  chats(): Promise<ChatRef[]>;
  /** Messages of a chat from `since` on (inclusive), oldest first, at most `limit` of the newest, and what is known to have happened to them. */
  history(query: { chat: string; since: number; limit: number }): Promise<ReceivedMessage[]>;
  /** Only the simulated one: where its phones answer. */
  phones(): { url: string; key: string } | null;
  /** What a person may do to the linked device; null where none is linked. */
  readonly linkedDevice: LinkedDevice | null;
}

/** The device that a channel links to a WhatsApp account. */
export interface LinkedDevice {
  /** Whose it is; null while it is linked to none, or while that cannot be told. `phone`: digits. */
  account(): { name: string; phone: string } | null;
  /** Asks WhatsApp for another QR, or with `phone` (digits) for a code to type there. Does nothing to a linked device. */
  renewPairing(phone: string | null): void;
  /** Unlinks it; does nothing while it is not ready. The state tells when it is done. */
  logOut(): Promise<void>;
}
