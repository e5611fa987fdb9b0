import {
  DownloadQuery,
  MediaOutcomeRequest,
  UploadQuery,
  type PutMediaResponse,
  type UploadResponse,
} from '@oconnector/protocol/api/media.ts';
import { Hono, type Context } from 'hono';
import { isInline } from '../../lib/file-type.ts';
import { ApiError, notFound, rateLimited } from '../../middleware/api-error.ts';
import { agentOf, sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, invalid, mediaPath, query } from '../../middleware/valid.ts';
import { bringFile, giveUpFile } from '../../services/media/bring.ts';
import { getFile, getOutboundFile, type StoredFile } from '../../services/media/get.ts';
import type { PutRefusal } from '../../services/media/put.ts';
import { uploadFile } from '../../services/media/upload.ts';
import { bytesOf } from '../bytes.ts';

const refusal = (code: PutRefusal | 'not_found' | 'too_many'): ApiError => {
  switch (code) {
    case 'not_found':
      return notFound();
    case 'too_many':
      return rateLimited(60_000);
    case 'too_large':
      return new ApiError('too_large', 'o arquivo é grande demais para o seu tipo');
    case 'wrong_type':
      return invalid([{ path: ['body'], message: 'os bytes não são deste tipo de arquivo' }]);
    case 'unmeasured':
      return new ApiError('bad_request', 'o corpo precisa ter bytes e Content-Length');
    case 'broken':
      return new ApiError('bad_request', 'o corpo não chegou como foi anunciado');
  }
};

/** RFC 6266: the name in its own characters, for who reads that, and one without them. */
const disposition = (type: 'inline' | 'attachment', fileName: string): string => {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `${type}; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

/**
 * What a browser is told of bytes that a stranger sent: show only what cannot act, run nothing, believe nothing else of it. It may keep
 * them, but must ask each time whether this person still may see them.
 */
const serve = (c: Context<AppEnv>, mediaId: string, file: StoredFile, asAttachment: boolean): Response => {
  const inline = isInline(file.mime) && !asAttachment;
  const name = file.fileName ?? `${mediaId}.${file.mime.split('/').at(-1) ?? 'bin'}`;
  c.header('content-type', file.mime);
  c.header('content-disposition', disposition(inline ? 'inline' : 'attachment', name));
  c.header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'");
  c.header('cache-control', 'private, no-cache');
  c.header('accept-ranges', 'bytes');
  c.header('etag', file.etag);
  if (file.body === null) return c.body(null, 304);
  if (file.range === null) {
    c.header('content-length', String(file.size));
    return c.body(file.body, 200);
  }
  const { offset, length } = file.range;
  c.header('content-length', String(length));
  c.header('content-range', `bytes ${offset}-${offset + length - 1}/${file.size}`);
  return c.body(file.body, 206);
};

export const media = new Hono<AppEnv>()
  .post('/', query(UploadQuery), async (c) => {
    const upload = c.req.valid('query');
    if (upload.kind === 'document' && upload.fileName === undefined)
      throw invalid([{ path: ['fileName'], message: 'um documento tem nome' }]);
    const uploaded = await uploadFile(c.get('service'), sessionOf(c).clienteId, upload, bytesOf(c));
    if (!uploaded.ok) throw refusal(uploaded.error);
    return c.json(uploaded.value satisfies UploadResponse, 201);
  })
  .get('/:mediaId', mediaPath, query(DownloadQuery), async (c) => {
    const { mediaId } = c.req.valid('param');
    const file = await getFile(c.env, sessionOf(c).clienteId, mediaId, {
      range: c.req.header('range'),
      knownEtag: c.req.header('if-none-match'),
    });
    if (file === null) throw notFound();
    if (file === 'unsatisfiable') return c.body(null, 416);
    return serve(c, mediaId, file, c.req.valid('query').download === '1');
  })
  .put('/:mediaId', mediaPath, async (c) => {
    const { clienteId, numberId } = agentOf(c);
    const { mediaId } = c.req.valid('param');
    const brought = await bringFile(c.get('service'), { clienteId, numberId, mediaId }, bytesOf(c));
    if (!brought.ok) throw refusal(brought.error);
    return c.json({ state: brought.value } satisfies PutMediaResponse);
  })
  .post('/:mediaId/outcome', mediaPath, body(MediaOutcomeRequest), async (c) => {
    const { clienteId, numberId } = agentOf(c);
    const { mediaId } = c.req.valid('param');
    const settled = await giveUpFile(c.get('service'), { clienteId, numberId, mediaId }, c.req.valid('json'));
    if (!settled.ok) throw refusal(settled.error);
    return c.json({ state: settled.value } satisfies PutMediaResponse);
  })
  .get('/:mediaId/outbound', mediaPath, async (c) => {
    const { mediaId } = c.req.valid('param');
    const file = await getOutboundFile(c.env, agentOf(c), mediaId);
    if (file === null) throw notFound();
    return serve(c, mediaId, file, true);
  });
