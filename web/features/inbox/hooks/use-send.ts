'use client';
import type { SendResponse } from '@oconnector/protocol/api/conversations.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { applyMessage } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { toast } from '../../../lib/toast.ts';
import { uuidv7 } from '../../../lib/uuid.ts';
import { noteStep } from '../../../lib/first-steps.ts';
import { addPending, dropPending, markPending, type Pending } from '../lib/pending.ts';

/** A message that could not leave for this long is given back to its author. */
const GIVE_UP_MS = 10 * 60_000;

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

const backOnline = (): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      window.removeEventListener('online', done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, 5_000);
    window.addEventListener('online', done);
  });

const post = async (pending: Pending): Promise<SendResponse> => {
  for (;;) {
    const generation = useLive.getState().live.rows[pending.contactId]?.control.generation ?? 0;
    try {
      return await api.post<SendResponse>('/api/whatsapp/send', {
        contactId: pending.contactId,
        clientId: pending.clientId,
        text: pending.text,
        generation,
      });
    } catch (error) {
      const unreachable = error instanceof ApiError && (error.code === 'offline' || error.code === 'unavailable');
      if (!unreachable || Date.now() - pending.at > GIVE_UP_MS) throw error;
      // The same client id again is the same message: repeating cannot send twice.
      markPending(pending.contactId, pending.clientId, 'waiting');
      await backOnline();
    }
  }
};

type Author = {
  /** The text could not be sent: here it is again. */
  giveBack: (text: string, why: 'stale' | 'failed', control: Control | null) => void;
  /** The text that was given back is sent after all. */
  takeBack: (text: string) => void;
};

/**
 * Sends in the order of writing. The bubble is there at once; when the API refuses, it goes and the text returns to its
 * author, whose functions may be called after the composer is gone.
 */
export const useSend = (contactId: string, { giveBack, takeBack }: Author): ((text: string) => void) => {
  const t = useTranslations('composer');
  const send = useCallback(
    (text: string): void => {
      const pending: Pending = { clientId: uuidv7(), contactId, text, at: Date.now(), state: 'sending' };
      addPending(pending);
      const turn = (tails.get(contactId) ?? Promise.resolve()).then(async () => {
        try {
          const answer = await post(pending);
          adoptControl(contactId, answer.control);
          changeLive((state) => applyMessage(state, contactId, answer.message));
          if (answer.control.holder.kind === 'human') noteStep('takeover');
        } catch (error) {
          const stale = error instanceof ApiError && error.code === 'stale';
          const control = stale ? controlOf(error) : null;
          if (control) adoptControl(contactId, control);
          giveBack(text, stale ? 'stale' : 'failed', control);
          if (!stale) {
            toast('error', t('sendFailed'), {
              detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined,
              action: {
                label: t('retry'),
                run: () => {
                  takeBack(text);
                  send(text);
                },
              },
            });
          }
        } finally {
          dropPending(contactId, pending.clientId);
        }
      });
      tails.set(contactId, turn);
    },
    [contactId, giveBack, takeBack, t],
  );
  return send;
};
