import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';

/** As what a file is sent. */
export type SentKind = 'image' | 'video' | 'audio' | 'document';

/** What WhatsApp shows in the thread. Everything else goes as a document, which may be anything. */
const SHOWN: Record<string, SentKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/ogg': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
};

/** Why a file cannot go at all. */
export type Unfit = { problem: 'empty' } | { problem: 'too_large'; max: number };

/**
 * As what a file goes: what is too large to be shown goes as a document while it is small enough for one. Judged by what the
 * browser says of it; what the bytes are the server finds out.
 */
export const kindOf = (file: { type: string; size: number }): { kind: SentKind } | Unfit => {
  if (file.size === 0) return { problem: 'empty' };
  const shown = SHOWN[file.type.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'document';
  if (file.size <= MEDIA_MAX_BYTES[shown]) return { kind: shown };
  return file.size <= MEDIA_MAX_BYTES.document
    ? { kind: 'document' }
    : { problem: 'too_large', max: MEDIA_MAX_BYTES.document };
};
