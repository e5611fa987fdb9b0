'use client';
import type { SettleResponse } from '@oconnector/protocol/api/conversations.ts';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { applyMessage } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { toast } from '../../../lib/toast.ts';
import { adoptControl, controlOf } from './use-send.ts';

export type SettleAction = 'check' | 'resend' | 'drop';

/**
 * What a person does about a message without a known outcome. While a request is under way `acting` says which one, so that
 * the bubble can show it as done; when it is refused, `acting` is null again and the bubble is what it was.
 */
export const useSettle = (contactId: string, commandId: string | null) => {
  const t = useTranslations('thread.settle');
  const states = useTranslations('states');
  const mutation = useMutation({
    mutationFn: (action: SettleAction) => {
      const generation = useLive.getState().live.rows[contactId]?.control.generation ?? 0;
      return api.post<SettleResponse>(`/api/whatsapp/conversations/${contactId}/messages/${commandId}/settle`, {
        action,
        generation,
      });
    },
    onSuccess: ({ message, resent, control }) => {
      adoptControl(contactId, control);
      changeLive((state) => {
        const settled = applyMessage(state, contactId, message);
        return resent ? applyMessage(settled, contactId, resent) : settled;
      });
    },
    onError: (error, action) => {
      const known = error instanceof ApiError ? error : null;
      const control = known?.code === 'stale' ? controlOf(known) : null;
      if (control) adoptControl(contactId, control);
      if (known?.code === 'stale' || known?.code === 'conflict') toast('info', t('changedMeanwhile'));
      else
        toast('error', t('refused'), {
          detail: known?.requestId ?? undefined,
          action: { label: states('retry'), run: () => mutation.mutate(action) },
        });
    },
  });
  return { settle: mutation.mutate, acting: mutation.isPending ? mutation.variables : null };
};
