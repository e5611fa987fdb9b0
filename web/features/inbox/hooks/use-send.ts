'use client';
import type { SendResponse } from '@oconnector/protocol/api/conversations.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { applyMessage } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import type { Attachment, Outgoing } from '../../../lib/media/attachment.ts';
import { rememberOwn } from '../../../lib/media/source.ts';
import { upload } from '../../../lib/media/upload.ts';
import { toast } from '../../../lib/toast.ts';
import { uuidv7 } from '../../../lib/uuid.ts';
import { noteStep } from '../../../lib/first-steps.ts';
import { addPending, dropPending, markPending, type Pending } from '../lib/pending.ts';
import { endUpload, noteUpload } from '../lib/uploads.ts';

/** A message that could not leave for this long is given back to its author. */
const GIVE_UP_MS = 10 * 60_000;
/** An upload that ends within this time is made anew rather than sent. */
const NEARLY_OVER_MS = 60_000;

const tails = new Map<string, Promise<void>>();

/** Control as an answer brought it; taken in when it is newer than what is held. */
export const adoptControl = (contactId: string, control: Control): void =>
  changeLive((state) => {
    const row = state.rows[contactId];
    if (!row || row.control.generation > control.generation) return state;
    return { ...state, rows: { ...state.rows, [contactId]: { ...row, control } } };
  });

const isControl = (value: unknown): value is Control =>
  typeof value === 'object' && value !== null && 'holder' in value && 'generation' in value;

/** The control that came with a 409, if it did. */
export const controlOf = (error: ApiError): Control | null => {
  const { current } = error;
  if (isControl(current)) return current;
  return typeof current === 'object' && current !== null && 'control' in current && isControl(current.control)
    ? current.control
    : null;
};

const backOnline = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, 5_000);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });

/** Brings a file to the API unless it is there; returns how the message refers to it. */
const uploaded = async (pending: Pending, file: Attachment, abort: AbortController): Promise<string> => {
  if (file.uploaded && file.uploaded.expiresAt - Date.now() > NEARLY_OVER_MS) return file.uploaded.mediaId;
  const cancel = (): void => abort.abort();
  noteUpload(pending.clientId, { part: 0, cancel });
  const { media, expiresAt } = await upload(
    {
      contactId: pending.contactId,
      blob: file.blob,
      kind: file.kind,
      voice: file.voice,
      fileName: file.kind === 'document' ? file.name : null,
      seconds: file.seconds,
      width: file.width,
      height: file.height,
    },
    { signal: abort.signal, onProgress: (part) => noteUpload(pending.clientId, { part, cancel }) },
  );
  file.uploaded = { mediaId: media.mediaId, expiresAt };
  // A document is never shown from here: it need not be held.
  if (file.kind !== 'document') rememberOwn(media.mediaId, file.url);
  return media.mediaId;
};

const attempt = async (pending: Pending, abort: AbortController): Promise<SendResponse> => {
  const { attachment } = pending;
  const mediaId = attachment ? await uploaded(pending, attachment, abort) : undefined;
  // From here on the message may be on its way: it is no longer called back.
  endUpload(pending.clientId);
  return api.post<SendResponse>('/api/whatsapp/send', {
    contactId: pending.contactId,
    clientId: pending.clientId,
    text: pending.text,
    ...(mediaId === undefined ? {} : { mediaId }),
    generation: useLive.getState().live.rows[pending.contactId]?.control.generation ?? 0,
  });
};

const post = async (pending: Pending): Promise<SendResponse> => {
  const abort = new AbortController();
  for (;;) {
    try {
      return await attempt(pending, abort);
    } catch (error) {
      const unreachable = error instanceof ApiError && (error.code === 'offline' || error.code === 'unavailable');
      if (!unreachable || Date.now() - pending.at > GIVE_UP_MS) throw error;
      // The same client id again is the same message: repeating cannot send twice.
      markPending(pending.contactId, pending.clientId, 'waiting');
      await backOnline(abort.signal);
      abort.signal.throwIfAborted();
    }
  }
};

/** Why a message came back. `cancelled`: its author stopped the upload. */
export type Returned = 'stale' | 'failed' | 'cancelled';

type Author = {
  /** The message could not be sent: here it is again. */
  giveBack: (message: Outgoing, why: Returned, control: Control | null) => void;
  /** The message that was given back is sent after all. */
  takeBack: (message: Outgoing) => void;
};

const whyOf = (error: unknown): Returned =>
  error instanceof ApiError && error.code === 'stale'
    ? 'stale'
    : error instanceof DOMException && error.name === 'AbortError'
      ? 'cancelled'
      : 'failed';

/** A file that the server will not take either time says so; an upload that it forgot is made anew. */
const judged = (message: Outgoing, error: unknown): Outgoing => {
  const { attachment } = message;
  if (!attachment || !(error instanceof ApiError)) return message;
  const forgotten = error.issues.some((issue) => issue.path === 'mediaId');
  const refusal = forgotten ? null : error.code === 'too_large' || error.code === 'invalid' ? error.code : null;
  return { ...message, attachment: { ...attachment, refusal, ...(forgotten ? { uploaded: null } : {}) } };
};

/**
 * Sends in the order of writing. The bubble is there at once; when the API refuses, it goes and the message returns to its
 * author, whose functions may be called after the composer is gone.
 */
export const useSend = (contactId: string, { giveBack, takeBack }: Author): ((message: Outgoing) => void) => {
  const t = useTranslations('composer');
  const send = useCallback(
    (message: Outgoing): void => {
      const pending: Pending = { clientId: uuidv7(), contactId, ...message, at: Date.now(), state: 'sending' };
      addPending(pending);
      const turn = (tails.get(contactId) ?? Promise.resolve()).then(async () => {
        try {
          const answer = await post(pending);
          adoptControl(contactId, answer.control);
          changeLive((state) => applyMessage(state, contactId, answer.message));
          if (message.attachment?.kind === 'document') URL.revokeObjectURL(message.attachment.url);
          if (answer.control.holder.kind === 'human') noteStep('takeover');
        } catch (error) {
          const why = whyOf(error);
          const control = why === 'stale' && error instanceof ApiError ? controlOf(error) : null;
          if (control) adoptControl(contactId, control);
          const returned = judged(message, error);
          giveBack(returned, why, control);
          if (why === 'failed') {
            toast('error', t('sendFailed'), {
              detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined,
              action: {
                label: t('retry'),
                run: () => {
                  takeBack(returned);
                  send(returned);
                },
              },
            });
          }
        } finally {
          endUpload(pending.clientId);
          dropPending(contactId, pending.clientId);
        }
      });
      tails.set(contactId, turn);
    },
    [contactId, giveBack, takeBack, t],
  );
  return send;
};
