import type { MediaOutcomeRequest } from '@oconnector/protocol/api/media.ts';
import type { MediaState } from '@oconnector/protocol/model/media.ts';
import { conversationStub, gatewayStub, withRetry } from '../../durable/stubs.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { ServiceContext } from '../context.ts';
import { openBytes, storeBytes, type Bytes, type PutRefusal } from './put.ts';

/** Whose agent asks about which file. */
type Asked = { clienteId: string; numberId: string; mediaId: string };
type Settled = Parameters<ReturnType<typeof conversationStub>['settleFile']>[0];

/** The conversation whose message announced a file on this number; null when none did. */
const announcer = async ({ env }: ServiceContext, { clienteId, numberId, mediaId }: Asked) => {
  const contactId = await withRetry(() => gatewayStub(env, clienteId, numberId).contactOfFile(mediaId));
  return contactId === null ? null : () => conversationStub(env, clienteId, contactId);
};

const settle = async (
  conversation: () => ReturnType<typeof conversationStub>,
  settled: Settled,
): Promise<Result<MediaState, 'not_found'>> => {
  const state = await withRetry(() => conversation().settleFile(settled));
  return state === null ? err('not_found') : ok(state);
};

/** The bytes that a message announced. Answers where they stand from now on; again with the same, the same. */
export const bringFile = async (
  ctx: ServiceContext,
  asked: Asked,
  bytes: Bytes,
): Promise<Result<MediaState, 'not_found' | PutRefusal>> => {
  const conversation = await announcer(ctx, asked);
  const standing = conversation && (await withRetry(() => conversation().fileStanding(asked.mediaId)));
  if (conversation === null || standing === null) return err('not_found');
  if (standing.final) {
    await bytes.body?.cancel().catch(() => {});
    return ok(standing.state);
  }
  const { mediaId } = asked;
  const opened = await openBytes(standing.kind, bytes);
  // What it is will not change by being brought again; what went wrong on the way may.
  if (!opened.ok && opened.error === 'wrong_type')
    return settle(conversation, { mediaId, state: 'refused', mime: null, bytes: bytes.length, reason: 'wrong_type' });
  if (!opened.ok) return opened;
  const put = await storeBytes(ctx, { ...asked, fileName: standing.fileName }, opened.value);
  return put.ok ? settle(conversation, { mediaId, state: 'ready', ...put.value, reason: null }) : put;
};

/** The agent cannot bring them. */
export const giveUpFile = async (
  ctx: ServiceContext,
  asked: Asked,
  { state, reason }: MediaOutcomeRequest,
): Promise<Result<MediaState, 'not_found'>> => {
  const conversation = await announcer(ctx, asked);
  if (conversation === null) return err('not_found');
  return settle(conversation, { mediaId: asked.mediaId, state, mime: null, bytes: null, reason });
};
