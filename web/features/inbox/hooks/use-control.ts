'use client';
import type { ControlResponse } from '@oconnector/protocol/api/conversations.ts';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { applyRow } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { toast } from '../../../lib/toast.ts';
import { noteStep } from '../../../lib/first-steps.ts';
import { adoptControl, controlOf } from './use-send.ts';

type Takeover = { releaseAfterMinutes: number | null };
type Release = { note?: string; resolve?: boolean };

/** Takes a conversation and hands it back. A stale attempt shows what is true now instead of insisting. */
export const useControl = (contactId: string) => {
  const t = useTranslations('control');
  const states = useTranslations('states');
  const path = `/api/whatsapp/conversations/${contactId}`;
  const generation = (): number => useLive.getState().live.rows[contactId]?.control.generation ?? 0;
  const settle = (answer: ControlResponse): void => {
    changeLive((state, userId) => applyRow(state, answer.row, userId));
    adoptControl(contactId, answer.control);
  };
  const refuse = (error: Error, again: () => void): void => {
    const known = error instanceof ApiError ? error : null;
    if (known?.code === 'stale') {
      const control = controlOf(known);
      if (control) adoptControl(contactId, control);
      toast('info', t('changedMeanwhile'));
      return;
    }
    toast('error', t('failed'), {
      detail: known?.requestId ?? undefined,
      action: { label: states('retry'), run: again },
    });
  };

  const takeover = useMutation({
    mutationFn: (input: Takeover) =>
      api.post<ControlResponse>(`${path}/takeover`, { generation: generation(), ...input }),
    onSuccess: (answer) => {
      settle(answer);
      noteStep('takeover');
    },
    onError: (error, input) => refuse(error, () => takeover.mutate(input)),
  });
  const release = useMutation({
    mutationFn: (input: Release) =>
      api.post<ControlResponse>(`${path}/release`, { generation: generation(), ...input }),
    // The banner and the thread's own line say it: no toast besides.
    onSuccess: settle,
    onError: (error, input) => refuse(error, () => release.mutate(input)),
  });
  return { takeover, release };
};
