// Files of the API in memory: made here, so that no binary stands in the repository.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { deflateSync } from 'node:zlib';
import type { Media, MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { ANA, type Held, inbound, outbound } from './fixture-data.ts';

export type File = { bytes: Buffer; mime: string; fileName: string | null };

/** Words with ups and downs, as 16-bit PCM. */
export const wav = (seconds: number): Buffer => {
  const rate = 8_000;
  const data = Buffer.alloc(rate * seconds * 2);
  for (let i = 0; i < rate * seconds; i++) {
    const t = i / rate;
    const loud = Math.max(0, Math.sin(t * 7 + Math.sin(t * 3))) * (0.3 + 0.7 * Math.abs(Math.sin(t * 0.8)));
    data.writeInt16LE(Math.round(9_000 * loud * Math.sin(t * 6.2832 * 190)), i * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
};

const crcOf = (bytes: Buffer): number => {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4);
  data.copy(out, 8);
  out.writeUInt32BE(crcOf(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
};

/** A picture: a sky over a shelf. */
export const png = (width: number, height: number): Buffer => {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      const [u, v] = [x / width, y / height];
      const shelf = v > 0.66;
      const item = !shelf && v > 0.3 && Math.abs(((u * 4) % 1) - 0.5) < 0.3;
      rows[at] = shelf ? 122 : item ? 20 + 190 * u : 205 - 40 * v;
      rows[at + 1] = shelf ? 92 : item ? 110 : 222 - 30 * v;
      rows[at + 2] = shelf ? 66 : item ? 90 + 120 * v : 216;
    }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

export const standing = (file: File | null, at: number, state: MediaStanding['state'] = 'ready'): MediaStanding => ({
  state,
  mime: file?.mime ?? null,
  bytes: file?.bytes.length ?? null,
  reason: null,
  at,
});

type Part = Partial<Media> & Pick<Media, 'kind' | 'mime'>;

const mediaOf = (mediaId: string, part: Part): Media => ({
  mediaId,
  bytes: null,
  fileName: null,
  durationMs: null,
  ...part,
});

/** The conversation whose last lines are one file of each kind, and each end that a file may have. */
export const WITH_FILES = 'con_0004';

const PORTRAIT: Part = { kind: 'image', mime: 'image/png', width: 600, height: 800 };
const NOTE: Part = { kind: 'audio', mime: 'audio/ogg', voice: true, durationMs: 12_000 };

/** Gives some conversations files; returns the bytes by id. */
export const giveFiles = (held: readonly Held[], now: number): Map<string, File> => {
  const files = new Map<string, File>([
    ['med_portrait', { bytes: png(600, 800), mime: 'image/png', fileName: null }],
    ['med_wide', { bytes: png(900, 500), mime: 'image/png', fileName: null }],
    ['med_voice', { bytes: wav(12), mime: 'audio/wav', fileName: null }],
    ['med_pdf', { bytes: PDF, mime: 'application/pdf', fileName: 'Orçamento novembro — loja da Vila Mariana.pdf' }],
    ['med_sticker', { bytes: png(180, 180), mime: 'image/png', fileName: null }],
    ['med_broken', { bytes: Buffer.from('nothing that plays'), mime: 'audio/ogg', fileName: null }],
  ]);
  const each = held.find(({ contactId }) => contactId === WITH_FILES);
  if (!each) return files;
  const say = (mediaId: string, part: Part, state: MediaStanding['state'] = 'ready', caption?: string): void => {
    const seq = each.messages.length + 1;
    const at = now - 1_200_000 + seq * 1_000;
    const file = files.get(mediaId) ?? null;
    const media = mediaOf(mediaId, { bytes: file?.bytes.length ?? 48_300_000, ...part });
    each.messages.push({
      ...inbound(seq, at, 'x', `wa-${mediaId}`),
      content: { type: 'media', media, ...(caption ? { caption } : {}) },
      media: standing(state === 'ready' ? file : null, at, state),
    });
  };
  say('med_portrait', PORTRAIT, 'ready', 'É desse aqui que eu preciso, tem no *42*?');
  say('med_voice', NOTE);
  say('med_pdf', { kind: 'document', mime: 'application/pdf', fileName: files.get('med_pdf')?.fileName ?? 'a.pdf' });
  say('med_sticker', { kind: 'sticker', mime: 'image/webp' });
  say('med_wide', { kind: 'image', mime: 'image/png', width: 900, height: 500 }, 'ready');
  const seq = each.messages.length + 1;
  const video: Media = mediaOf('med_film', {
    kind: 'video',
    mime: 'video/mp4',
    durationMs: 34_000,
    width: 640,
    height: 360,
  });
  each.messages.push({
    ...outbound(seq, now - 1_100_000, 'x', { author: { kind: 'human', ...ANA }, turnId: null }),
    content: { type: 'media', media: video, caption: 'Assim que a loja abre' },
    media: standing(null, now, 'pending'),
  });
  say('med_broken', { ...NOTE, durationMs: 4_000 });
  say('med_late', PORTRAIT, 'pending');
  say('med_late_voice', NOTE, 'pending');
  say('med_gone', { kind: 'image', mime: 'image/jpeg' }, 'failed');
  say('med_huge', { kind: 'video', mime: 'video/mp4' }, 'too_large');
  say('med_false', { kind: 'document', mime: 'application/pdf', fileName: 'boleto.pdf' }, 'refused');
  say('med_old', NOTE, 'expired');
  return files;
};

/** Serves a file with ranges, as seeking needs them. */
export const serveFile = (file: File, request: IncomingMessage, response: ServerResponse): void => {
  const { bytes, mime } = file;
  const [, from, to] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? '') ?? [];
  const head = {
    'content-type': mime,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
  };
  if (from === undefined) {
    response.writeHead(200, { ...head, 'content-length': bytes.length });
    return void response.end(bytes);
  }
  const end = to ? Math.min(Number(to), bytes.length - 1) : bytes.length - 1;
  response.writeHead(206, {
    ...head,
    'content-range': `bytes ${from}-${end}/${bytes.length}`,
    'content-length': end - Number(from) + 1,
  });
  response.end(bytes.subarray(Number(from), end + 1));
};

/** What a message of the fixture carries, in the form of the inbox's preview. */
export const previewOfMedia = ({ content }: Exclude<Message, { direction: 'notice' }>) =>
  content.type === 'media'
    ? {
        media: {
          kind: content.media.kind,
          ...(content.media.voice ? { voice: true as const } : {}),
          durationMs: content.media.durationMs,
        },
      }
    : {};
