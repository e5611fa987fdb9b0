import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { AckLevel } from '../port.ts';
import { contentOf } from './content.ts';
import { aliasOf, type Jid } from './jid.ts';
import type { PageMessage } from './page-message.ts';
import { besideOf } from './quote.ts';

/**
 * What WhatsApp writes into a chat without anybody having said it, containers of other messages, and what changes another
 * message. `revoked` has lost its words.
 */
export const SILENT_TYPES: readonly string[] = [
  'e2e_notification',
  'notification',
  'notification_template',
  'group_notification',
  'broadcast_notification',
  'gp2',
  'protocol',
  'debug',
  'album',
  'reaction',
  'revoked',
];

/** How long a message that cannot be read yet may still be decrypted: the library itself gives it 15 s. */
export const DECRYPT_MS = 60_000;

/**
 * The identity of a message. One that could not be read has another than the message that it may still become, so that
 * neither is taken for the other: the place-holder is stored, and what was said follows when it is decrypted.
 */
export const waIdOf = ({ id, type }: Pick<PageMessage, 'id' | 'type'>): string =>
  type === 'ciphertext' ? `${id.id}.undecryptable` : id.id;

/** A message without the contact's names, which may have to be looked up. */
export type Translated = Omit<ReceivedMessage, 'contact'>;

/** Whose name it brings: the person's, or in a group, which has its own, that of whoever spoke. */
const whoOf = ({ id, notifyName }: PageMessage, { kind }: Alias): Pick<Translated, 'pushName' | 'speaker'> => {
  const name = id.fromMe || !notifyName ? null : notifyName.slice(0, 256);
  return kind === 'group' ? { pushName: null, ...(name !== null && { speaker: name }) } : { pushName: name };
};

/**
 * A message between the shop and a person, or in a group; null for all that is none: channels, broadcasts, statuses, and
 * what nobody said. `chat` is the address that WhatsApp files it under.
 */
export const translate = (message: PageMessage): { chat: Jid; message: Translated } | null => {
  const { id, type, t, isStatusV3, broadcast } = message;
  const alias = aliasOf(id.remote);
  if (alias === null || isStatusV3 === true || broadcast === true || SILENT_TYPES.includes(type)) return null;
  if (type === 'chat' && !message.body) return null;
  return {
    chat: id.remote,
    message: {
      waId: waIdOf(message),
      fromMe: id.fromMe,
      ...whoOf(message, alias),
      content: contentOf(message),
      ...besideOf(message),
      sentAt: Math.floor(t) * 1_000,
      old: false,
    },
  };
};

/** WhatsApp's ticks; what it may add later counts as the highest known. */
export const levelOf = (ack: number | undefined): AckLevel => {
  if (ack === undefined || !Number.isFinite(ack)) return 0;
  return Math.max(-1, Math.min(4, Math.trunc(ack))) as AckLevel;
};
