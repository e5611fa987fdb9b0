import type { MediaKind } from '@oconnector/protocol/model/media.ts';

/** Bytes of a file's beginning that tell its type. */
export const HEAD_BYTES = 4_096;

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** ISO base media files name their brand (ISO/IEC 14496-12, RFC 6381): the rest of it says nothing that we need. */
const ofBrand = (brand: string): string => {
  if (/^M4[AB] /.test(brand)) return 'audio/mp4';
  if (/^3g[ep2]/.test(brand)) return 'video/3gpp';
  if (brand === 'qt  ') return 'video/quicktime';
  if (/^(heic|heix|hevc|mif1|msf1|avif|avis)$/.test(brand)) return 'image/heif';
  return 'video/mp4';
};

/** Two sync words of an MPEG header differ in the layer bits: none is AAC in ADTS, 01 is layer III (ISO/IEC 11172-3, 13818-7). */
const ofMpegSync = (second: number): string | null => {
  if ((second & 0xf6) === 0xf0) return 'audio/aac';
  return (second & 0xe6) === 0xe2 ? 'audio/mpeg' : null;
};

/** Ogg names its codec in the first page, behind a header of 28 bytes (RFC 3533, RFC 7845). */
const ofOgg = (head: Uint8Array): string =>
  ['OpusHead', '\x01vorbis', 'Speex'].some((codec) => latin1(head, 28, 36).startsWith(codec))
    ? 'audio/ogg'
    : 'video/ogg';

/** What the first bytes of a file say it is (WHATWG MIME Sniffing §6, and the formats' own specifications); null when they say nothing. */
export const sniff = (head: Uint8Array): string | null => {
  const [first = 0, second = 0] = head;
  const start = latin1(head, 0, 16);
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF[^]{4}WEBP/.test(start)) return 'image/webp';
  if (/^RIFF[^]{4}WAVE/.test(start)) return 'audio/wav';
  if (start.startsWith('OggS')) return ofOgg(head);
  if (start.startsWith('#!AMR')) return 'audio/amr';
  if (start.startsWith('ID3')) return 'audio/mpeg';
  if (first === 0xff) return ofMpegSync(second);
  if (start.slice(4, 8) === 'ftyp') return ofBrand(start.slice(8, 12));
  if (start.startsWith('\x1aE\xdf\xa3')) return latin1(head, 0, 64).includes('webm') ? 'video/webm' : 'video/matroska';
  if (start.startsWith('%PDF-')) return 'application/pdf';
  if (start.startsWith('PK\x03\x04')) return 'application/zip';
  return null;
};

/** What browsers and phones show as each kind. */
const SHOWN: Record<Exclude<MediaKind, 'document'>, readonly string[]> = {
  image: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
  sticker: ['image/webp'],
  audio: ['audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/wav', 'audio/webm'],
  video: ['video/mp4', 'video/3gpp', 'video/quicktime', 'video/webm'],
};

// The same containers hold sound alone: which, their first bytes do not say.
const AS_AUDIO: Record<string, string> = {
  'video/mp4': 'audio/mp4',
  'video/webm': 'audio/webm',
  'video/3gpp': 'audio/mp4',
};

/**
 * The type under which a file of this kind is kept, by its bytes alone; null when they are not of this kind. A document may be anything:
 * what is not known is `application/octet-stream`.
 */
export const typeFor = (kind: MediaKind, head: Uint8Array): string | null => {
  const found = sniff(head);
  if (kind === 'document') return found ?? 'application/octet-stream';
  const type = kind === 'audio' && found !== null ? (AS_AUDIO[found] ?? found) : found;
  return type !== null && SHOWN[kind].includes(type) ? type : null;
};

const INLINE = new Set(Object.values(SHOWN).flat());

/** Whether a browser may show it in its place. Everything else is handed over as a file, whatever it calls itself. */
export const isInline = (type: string): boolean => INLINE.has(type);
