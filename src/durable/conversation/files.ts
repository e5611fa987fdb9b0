import type { Media, MediaStanding, MediaState } from '@oconnector/protocol/model/media.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { settleFilesTimer } from './adopt-file.ts';
import { oweTranscript } from './voice.ts';

/**
 * The files of a thread. The bucket knows nothing of messages: a conversation answers for each of its files from before its bytes can be
 * there until it has deleted them, so that none is left behind.
 */

export const DROP_FILE = 'drop_file';

/** An upload that nobody sends is deleted after this long. */
export const UPLOAD_KEPT_MS = 24 * 3_600_000;
/** Uploads of a contact that wait to be sent: nobody's composer has more, and a bucket must not be filled. */
const MAX_UNSENT = 30;
/** Files deleted by one run of the timer. */
const DROPPED_AT_ONCE = 100;

type In<Method extends keyof ConversationRpc> = Parameters<ConversationRpc[Method]>[0];

/** See `ConversationRpc.expectUpload`. */
export const expectUpload = (
  ctx: ConversationContext,
  media: In<'expectUpload'>,
): Awaited<ReturnType<ConversationRpc['expectUpload']>> => {
  if (ctx.store.state() === null) return { ok: false, code: 'not_found', message: 'no such conversation' };
  if (ctx.store.countUnsent() >= MAX_UNSENT)
    return { ok: false, code: 'too_many', message: `at most ${MAX_UNSENT} uploads wait to be sent` };
  const expiresAt = ctx.clock.now() + UPLOAD_KEPT_MS;
  ctx.commit(() => {
    ctx.store.insertUpload({ media, standing: null }, expiresAt);
    settleFilesTimer(ctx);
  });
  return { ok: true, expiresAt };
};

/** See `ConversationRpc.uploaded`. */
export const uploaded = (ctx: ConversationContext, { mediaId, mime, bytes }: In<'uploaded'>): Media | null => {
  const upload = ctx.store.upload(mediaId);
  if (upload === null) return null;
  const media = { ...upload.media, mime, bytes };
  const standing: MediaStanding = { state: 'ready', mime, bytes, reason: null, at: ctx.clock.now() };
  ctx.commit(() => ctx.store.saveUpload({ media, standing }));
  return media;
};

/** Only what came may not be taken back, and what was deleted is not fetched again. */
const isFinal = (state: MediaState): boolean => state === 'ready' || state === 'expired';

/** See `ConversationRpc.fileStanding`. */
export const fileStanding = (
  ctx: ConversationContext,
  mediaId: string,
): Awaited<ReturnType<ConversationRpc['fileStanding']>> => {
  const message = ctx.store.messageOfFile(mediaId);
  if (message === null) return null;
  const { media, standing } = message;
  return { kind: media.kind, fileName: media.fileName, state: standing.state, final: isFinal(standing.state) };
};

/** See `ConversationRpc.settleFile`. */
export const settleFile = (
  ctx: ConversationContext,
  { mediaId, state, mime, bytes, reason }: In<'settleFile'>,
): MediaState | null => {
  if (ctx.store.messageOfFile(mediaId) === null) return null;
  change(ctx, (tx) => learnStanding(ctx, tx, mediaId, { state, mime, bytes, reason, at: tx.now }));
  return ctx.store.messageOfFile(mediaId)?.standing.state ?? null;
};

/** Where the bytes of a message's file are from now on, unless that is settled for good. Inside a transaction. */
export const learnStanding = (ctx: ConversationContext, tx: Change, mediaId: string, standing: MediaStanding): void => {
  const message = ctx.store.messageOfFile(mediaId);
  if (message === null || isFinal(message.standing.state) || standing.state === 'pending') return;
  const { state } = standing;
  const version = tx.record('file.settled', null, { mediaId, seq: message.seq, state });
  ctx.store.saveStanding(mediaId, standing, version);
  if (state === 'ready') oweTranscript(ctx, tx, message.seq);
  // The conversation that goes on for this one shows the message too. Committed with the news, told by `performCarry`.
  const moved = ctx.store.moved();
  if (moved !== null) ctx.store.saveMoved({ ...moved, files: [...new Set([...(moved.files ?? []), mediaId])] });
};

/** Deletes what was kept long enough. The message stays and says that its file is gone. */
export const expireFiles = (ctx: ConversationContext): void =>
  change(ctx, (tx) => {
    for (const mediaId of ctx.store.expiredFiles(tx.now, DROPPED_AT_ONCE)) {
      const message = ctx.store.messageOfFile(mediaId);
      if (message !== null) {
        const { mime, bytes } = message.standing;
        const version = tx.record('file.settled', null, { mediaId, seq: message.seq, state: 'expired' });
        ctx.store.saveStanding(mediaId, { state: 'expired', mime, bytes, reason: null, at: tx.now }, version);
      }
      ctx.store.removeFile(mediaId);
      ctx.outbox.put(DROP_FILE, mediaId);
    }
    settleFilesTimer(ctx);
  });
