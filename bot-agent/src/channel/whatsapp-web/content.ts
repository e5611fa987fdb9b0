import type { Content, What } from '@oconnector/protocol/model/content.ts';
import type { Media, MediaKind } from '@oconnector/protocol/model/media.ts';
import { MAX_TEXT_LENGTH } from '@oconnector/protocol/limits.ts';
import { mediaIdOf } from '../../identity.ts';
import type { PageMessage } from './page-message.ts';

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
