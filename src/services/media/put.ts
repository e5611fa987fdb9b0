import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import type { MediaKind } from '@oconnector/protocol/model/media.ts';
import { HEAD_BYTES, typeFor } from '../../lib/file-type.ts';
import { mediaKey } from '../../lib/media-key.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';

/** The bytes of a request, and how many it says they are. */
export type Bytes = { body: ReadableStream<Uint8Array> | null; length: number | null; sha256: string | null };

/**
 * `unmeasured`: no length, or no bytes. `too_large`: for its kind. `wrong_type`: not of its kind. `broken`: fewer or other bytes came than
 * were announced; nothing was stored.
 */
export type PutRefusal = 'unmeasured' | 'too_large' | 'wrong_type' | 'broken';

/** The first bytes, and all of them again. */
const peek = async (
  body: ReadableStream<Uint8Array>,
): Promise<{ head: Uint8Array; rest: ReadableStreamDefaultReader<Uint8Array> }> => {
  const rest = body.getReader();
  let head = new Uint8Array(0);
  while (head.length < HEAD_BYTES) {
    const { done, value } = await rest.read();
    if (done) break;
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
  return { head, rest };
};

const pump = async (
  head: Uint8Array,
  rest: ReadableStreamDefaultReader<Uint8Array>,
  into: WritableStream<Uint8Array>,
): Promise<void> => {
  const writer = into.getWriter();
  try {
    if (head.length > 0) await writer.write(head);
    for (let part = await rest.read(); !part.done; part = await rest.read()) await writer.write(part.value);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  }
};

/** Bytes that are of their kind, so far as their beginning and their number tell. */
export type OpenedBytes = {
  mime: string;
  length: number;
  sha256: string | null;
  head: Uint8Array;
  rest: ReadableStreamDefaultReader<Uint8Array>;
};

/** Reads the beginning of a file. Its type is what those bytes say, whatever anybody announced. */
export const openBytes = async (
  kind: MediaKind,
  { body, length, sha256 }: Bytes,
): Promise<Result<OpenedBytes, Exclude<PutRefusal, 'broken'>>> => {
  if (body === null || length === null || length === 0) return err('unmeasured');
  if (length > MEDIA_MAX_BYTES[kind]) return err('too_large');
  const { head, rest } = await peek(body);
  const mime = typeFor(kind, head);
  if (mime !== null) return ok({ mime, length, sha256, head, rest });
  await rest.cancel().catch(() => {});
  return err('wrong_type');
};

/** Stores a file, streaming: all of it or nothing. Repeating it replaces it by the same. */
export const storeBytes = async (
  { env, log }: Pick<ServiceContext, 'env' | 'log'>,
  { clienteId, mediaId, fileName }: { clienteId: string; mediaId: string; fileName: string | null },
  { mime, length, sha256, head, rest }: OpenedBytes,
): Promise<Result<{ mime: string; bytes: number }, 'broken'>> => {
  // Fails when another number of bytes comes, and so does the bucket with it.
  const { readable, writable } = new FixedLengthStream(length);
  const stored = env.MEDIA.put(mediaKey(clienteId, mediaId), readable, {
    httpMetadata: { contentType: mime },
    customMetadata: fileName === null ? {} : { fileName: encodeURIComponent(fileName.toWellFormed()) },
    ...(sha256 !== null && { sha256 }),
  });
  const [written, object] = await Promise.allSettled([pump(head, rest, writable), stored]);
  if (written.status === 'fulfilled' && object.status === 'fulfilled') return ok({ mime, bytes: length });
  log.warn({ mediaId, written, object }, 'a file was not stored');
  return err('broken');
};
