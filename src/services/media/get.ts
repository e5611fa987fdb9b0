import { gatewayStub, withRetry } from '../../durable/stubs.ts';
import type { Env } from '../../env.ts';
import { parseRange, type ByteRange } from '../../lib/byte-range.ts';
import { mediaKey } from '../../lib/media-key.ts';

/** A file as it lies in the bucket; `body` null where the client has it already. */
export type StoredFile = {
  mime: string;
  fileName: string | null;
  size: number;
  etag: string;
  range: ByteRange | null;
  body: ReadableStream | null;
};

/** A file of a cliente, or the part of it that is asked for; null when there is none. */
export const getFile = async (
  { MEDIA }: Pick<Env, 'MEDIA'>,
  clienteId: string,
  mediaId: string,
  asked: { range?: string | undefined; knownEtag?: string | undefined } = {},
): Promise<StoredFile | 'unsatisfiable' | null> => {
  const key = mediaKey(clienteId, mediaId);
  const found = await MEDIA.head(key);
  if (found === null) return null;
  const { size, httpEtag: etag, httpMetadata, customMetadata } = found;
  const name = customMetadata?.['fileName'];
  const file = {
    mime: httpMetadata?.contentType ?? 'application/octet-stream',
    fileName: name === undefined ? null : decodeURIComponent(name),
    size,
    etag,
  };
  if (asked.knownEtag === etag) return { ...file, range: null, body: null };
  const range = parseRange(asked.range, size);
  if (range === 'unsatisfiable') return range;
  // Of the very object whose size was looked at: it may be brought again in between.
  const object = await MEDIA.get(key, { ...(range && { range }), onlyIf: { etagMatches: found.etag } });
  return object !== null && 'body' in object ? { ...file, range, body: object.body } : null;
};

/** The file of a command that is under way on this number; null when there is no such command, or no file any more. */
export const getOutboundFile = async (
  env: Env,
  { clienteId, numberId }: { clienteId: string; numberId: string },
  mediaId: string,
): Promise<StoredFile | null> => {
  if (!(await withRetry(() => gatewayStub(env, clienteId, numberId).sendsFile(mediaId)))) return null;
  const file = await getFile(env, clienteId, mediaId);
  return file === 'unsatisfiable' ? null : file;
};
