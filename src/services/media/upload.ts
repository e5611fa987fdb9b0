import type { UploadQuery, UploadResponse } from '@oconnector/protocol/api/media.ts';
import { conversationStub, withRetry } from '../../durable/stubs.ts';
import { newId } from '../../lib/random.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { knowsContact } from '../contact.ts';
import type { ServiceContext } from '../context.ts';
import { openBytes, storeBytes, type Bytes, type PutRefusal } from './put.ts';

/** A file that a person is about to send to a contact. The conversation answers for it before the first byte is stored. */
export const uploadFile = async (
  ctx: ServiceContext,
  clienteId: string,
  { contactId, kind, voice, fileName, durationMs, width, height }: UploadQuery,
  bytes: Bytes,
): Promise<Result<UploadResponse, PutRefusal | 'not_found' | 'too_many'>> => {
  if (!(await knowsContact(ctx.env, clienteId, contactId))) return err('not_found');
  const opened = await openBytes(kind, bytes);
  if (!opened.ok) return opened;
  const conversation = () => conversationStub(ctx.env, clienteId, contactId);
  const mediaId = newId(ctx.random, 'med');
  const announced = {
    mediaId,
    kind,
    ...(voice === '1' && kind === 'audio' && { voice: true as const }),
    mime: opened.value.mime,
    bytes: opened.value.length,
    fileName: kind === 'document' ? (fileName ?? null) : null,
    durationMs: durationMs ?? null,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
  const expected = await conversation().expectUpload(announced);
  if (!expected.ok) return err(expected.code);
  const put = await storeBytes(ctx, { clienteId, ...announced }, opened.value);
  if (!put.ok) return put;
  const media = await withRetry(() => conversation().uploaded({ mediaId, ...put.value }));
  // It took longer than an upload is kept.
  return media === null ? err('broken') : ok({ media, expiresAt: expected.expiresAt });
};
