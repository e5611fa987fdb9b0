import type { Content } from '@oconnector/protocol/model/content.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { MovedFile } from '../rpc/conversation.ts';
import type { Change, ConversationContext } from './context.ts';

/** How a file enters the thread. */

export const FILES_TIMER = 'files';

/** Keeps the timer on the next file that goes. Inside a transaction. */
export const settleFilesTimer = ({ store, timers, clock }: ConversationContext): void => {
  const next = store.nextFileExpiry();
  if (next === null) timers.clear(FILES_TIMER, '');
  // What is overdue gets a time of its own: a timer that its handler leaves as it was counts as done.
  else timers.set(FILES_TIMER, '', Math.max(next, clock.now() + 1));
};

const expiryOf = ({ settings }: ConversationContext, { now }: Pick<Change, 'now'>): number => now + settings.fileKeptMs;

/**
 * Where the bytes of a content stand that enters the thread, which from now on answers for them. `from`: what the
 * conversation knows that has it too; both keep it for the same time, so that neither deletes what the other shows.
 * Inside a transaction.
 */
export const adoptFile = (
  ctx: ConversationContext,
  tx: Change,
  content: Content,
  from: MovedFile | null = null,
): MediaStanding | null => {
  if (content.type !== 'media') return null;
  const { mediaId } = content.media;
  const known =
    ctx.store.messageOfFile(mediaId)?.standing ?? ctx.store.upload(mediaId)?.standing ?? from?.standing ?? null;
  const expiresAt = from === null ? expiryOf(ctx, tx) : from.expiresAt;
  // What expired is gone: a message that says it again has no bytes to answer for.
  if (known?.state !== 'expired' && expiresAt !== null) {
    ctx.store.keepFile(mediaId, expiresAt);
    settleFilesTimer(ctx);
  }
  return known ?? { state: 'pending', mime: null, bytes: null, reason: null, at: tx.now };
};

/** The content that sends an upload; null when there is none (any more). */
export const contentOfUpload = (ctx: ConversationContext, mediaId: string, caption: string): Content | null => {
  const upload = ctx.store.upload(mediaId);
  if (upload?.standing?.state !== 'ready') return null;
  return { type: 'media', media: upload.media, ...(caption !== '' && { caption }) };
};

/** A line with a file was taken out of the thread: who had it first answers for it. Inside a transaction. */
export const disownFile = (ctx: ConversationContext, mediaId: string): void => {
  if (ctx.store.messageOfFile(mediaId) !== null) return;
  ctx.store.removeFile(mediaId);
  settleFilesTimer(ctx);
};
