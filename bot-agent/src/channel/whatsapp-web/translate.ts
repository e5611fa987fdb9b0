import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Media, MediaKind } from '@oconnector/protocol/model/media.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { MAX_TEXT_LENGTH } from '@oconnector/protocol/limits.ts';
import { mediaIdOf } from '../../identity.ts';
import type { AckLevel } from '../port.ts';
import { aliasOf, type Jid } from './jid.ts';
import type { PageMessage } from './page-message.ts';

type What = Extract<Content, { type: 'unsupported' }>['what'];

/** Types that carry words only. Answers to buttons and lists have the chosen words as body. */
const TEXTS = new Set(['chat', 'buttons_response', 'list_response', 'template_button_reply']);

/** Types that carry a file, by WhatsApp's name of them (Constants.js of the library). */
const FILES: Record<string, MediaKind> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  ptt: 'audio',
  document: 'document',
  sticker: 'sticker',
};

/** What this version cannot carry, by WhatsApp's name of it. A file that is nowhere to be had is no more than its name. */
const UNSUPPORTED: Record<string, What> = {
  ...FILES,
  location: 'location',
  vcard: 'contact',
  multi_vcard: 'contact',
  poll_creation: 'poll',
  call_log: 'call',
  ciphertext: 'undecryptable',
};

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

const clip = (text: string): string => text.slice(0, MAX_TEXT_LENGTH);

const captionOf = (message: PageMessage): string | undefined => {
  switch (message.type) {
    case 'location':
      return [message.loc, `${message.lat ?? '?'}, ${message.lng ?? '?'}`].filter(Boolean).join('\n');
    case 'document':
      return [message.filename, message.caption].filter(Boolean).join('\n');
    case 'vcard':
      return message.vcardFormattedName;
    case 'poll_creation':
      return message.pollName;
    case 'image':
    case 'video':
      return message.caption;
    default:
      return undefined;
  }
};

const millisOf = (duration: PageMessage['duration']): number | null => {
  const seconds = Number(duration ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1_000) : null;
};

/** Pixels, where they are some. */
const pixels = (side: number | undefined): number | null =>
  side !== undefined && Number.isInteger(side) && side > 0 ? side : null;

/** The file of a message, as it is announced; null when there is none to be had. */
const mediaOf = (message: PageMessage): Media | null => {
  const { id, type, directPath, mimetype, size, filename, duration } = message;
  const kind = FILES[type];
  if (kind === undefined || !directPath) return null;
  const [width, height] = [pixels(message.width), pixels(message.height)];
  return {
    mediaId: mediaIdOf(id.id, id.fromMe),
    kind,
    ...(type === 'ptt' && { voice: true as const }),
    mime: (mimetype ?? '').slice(0, 255),
    bytes: size === undefined || !Number.isInteger(size) || size < 0 ? null : size,
    fileName: kind === 'document' && filename ? filename.slice(0, 255) : null,
    durationMs: millisOf(duration),
    ...(width !== null && height !== null && { width, height }),
  };
};

/** What a message says: its words, its file, or honestly what it is that cannot be carried. */
export const contentOf = (message: PageMessage): Content => {
  const { type, body } = message;
  if (TEXTS.has(type) && body !== undefined && body !== '') return { type: 'text', text: clip(body) };
  const media = mediaOf(message);
  if (media !== null) {
    // Of a document the name is told apart; of what was sent without words, WhatsApp repeats the name as words.
    const caption = message.caption === media.fileName ? undefined : message.caption;
    return { type: 'media', media, ...(caption ? { caption: clip(caption) } : {}) };
  }
  const what = UNSUPPORTED[type] ?? 'other';
  // A type that nobody here has heard of may have words all the same.
  const caption = captionOf(message) ?? (what === 'other' ? body : undefined);
  return { type: 'unsupported', what, ...(caption ? { caption: clip(caption) } : {}) };
};

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
