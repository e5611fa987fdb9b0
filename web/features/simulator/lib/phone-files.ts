import type { Media } from '@oconnector/protocol/model/media.ts';
import type { PhoneDownFrame, PhoneUpFrame } from '@oconnector/protocol/phone/frames.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** Bytes of one piece: as base64 the most that a frame of the phones' socket takes. */
const PIECE = 192 * 1024;

/** The socket of the phones. `send` is false when there is none; `buffered` are bytes that it has not sent yet. */
export type Wire = { send: (frame: PhoneUpFrame) => boolean; buffered: () => number };

/** What concerns a file; a refusal only where it names one. */
export type FileFrame =
  | Extract<PhoneDownFrame, { t: 'uploaded' | 'piece' }>
  | (Extract<PhoneDownFrame, { t: 'refused' }> & { mediaId: string });
/** All that fetching a file needs to know of it. */
type Named = Pick<Media, 'mediaId' | 'kind' | 'mime'>;
type Waiting = { resolve: (blob: Blob) => void; reject: (error: Error) => void; parts: Uint8Array<ArrayBuffer>[] };

/** A socket that takes slowly is not filled without end. */
const MAX_BUFFERED = 2 * 1024 * 1024;

const drained = async (wire: Wire): Promise<void> => {
  while (wire.buffered() > MAX_BUFFERED) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** Brings files to the simulated WhatsApp and back, over the phones' one socket. */
export const createPhoneFiles = (wire: Wire) => {
  const uploads = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const downloads = new Map<string, Waiting>();
  /** What was fetched or sent, as object URLs: each file travels once. */
  const urls = new Map<string, Promise<string>>();

  const send = (frame: PhoneUpFrame): void => {
    if (!wire.send(frame)) throw new Error('the phones have no line');
  };

  const upload = async (phone: string, mediaId: string, blob: Blob): Promise<void> => {
    const taken = new Promise<void>((resolve, reject) => uploads.set(mediaId, { resolve, reject }));
    // Heard below; until then nobody would.
    taken.catch(() => undefined);
    try {
      for (let offset = 0; ; offset += PIECE) {
        const bytes = new Uint8Array(await blob.slice(offset, offset + PIECE).arrayBuffer());
        await drained(wire);
        const done = offset + PIECE >= blob.size;
        send({ t: 'upload', phone, mediaId, offset, data: toBase64(bytes), done });
        if (done) break;
      }
      await taken;
      urls.set(mediaId, Promise.resolve(URL.createObjectURL(blob)));
    } finally {
      uploads.delete(mediaId);
    }
  };

  const fetchUrl = async (phone: string, { mediaId, kind, mime }: Named): Promise<string> => {
    try {
      const blob = await new Promise<Blob>((resolve, reject) => {
        downloads.set(mediaId, { resolve, reject, parts: [] });
        send({ t: 'download', phone, mediaId });
      });
      // A document is only ever saved: what its sender calls it must not decide how this page treats it.
      return URL.createObjectURL(new Blob([blob], { type: kind === 'document' ? 'application/octet-stream' : mime }));
    } catch (error) {
      urls.delete(mediaId);
      throw error;
    } finally {
      downloads.delete(mediaId);
    }
  };

  /** An object URL of the file of a message; rejects when it cannot be had, and then may be asked again. */
  const urlOf = (phone: string, media: Named): Promise<string> => {
    const held = urls.get(media.mediaId);
    if (held) return held;
    const asked = fetchUrl(phone, media);
    urls.set(media.mediaId, asked);
    return asked;
  };

  const hear = (frame: FileFrame): void => {
    if (frame.t === 'uploaded') return uploads.get(frame.mediaId)?.resolve();
    if (frame.t === 'piece') {
      const waiting = downloads.get(frame.mediaId);
      waiting?.parts.push(fromBase64(frame.data));
      if (frame.done) waiting?.resolve(new Blob(waiting.parts));
      return;
    }
    const refused = new Error(frame.code);
    uploads.get(frame.mediaId)?.reject(refused);
    downloads.get(frame.mediaId)?.reject(refused);
  };

  /** The socket is gone, and with it what was under way. */
  const drop = (): void => {
    for (const each of [...uploads.values(), ...downloads.values()]) each.reject(new Error('the line was lost'));
  };

  return { upload, urlOf, hear, drop };
};

export type PhoneFiles = ReturnType<typeof createPhoneFiles>;
