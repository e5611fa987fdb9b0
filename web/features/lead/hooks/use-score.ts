'use client';
import type { OutcomeRequest, OutcomeResponse, ScoreRequest, ScoreResponse } from '@oconnector/protocol/api/score.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type * as z from 'zod/mini';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { useLive } from '../../../lib/live/store.ts';
import { toast } from '../../../lib/toast.ts';

const keyOf = (contactId: string) => ['score', contactId];
const pathOf = (contactId: string): string => `/api/whatsapp/conversations/${contactId}`;

/** Score and ledger of a contact; asked for again shortly after the conversation changed. */
export const useScore = (contactId: string) => {
  const client = useQueryClient();
  const version = useLive((store) => store.live.rows[contactId]?.version);
  const query = useQuery({
    queryKey: keyOf(contactId),
    queryFn: ({ signal }) => api.get<ScoreResponse>(`${pathOf(contactId)}/score`, {}, signal),
    staleTime: 10_000,
  });
  useEffect(() => {
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: keyOf(contactId) }), 500);
    return () => clearTimeout(timer);
  }, [version, client, contactId]);
  return query;
};

/** What a person says of a lead. A refusal is told, and what was shown stays. */
export const useScoreChange = (contactId: string) => {
  const t = useTranslations('lead');
  const client = useQueryClient();
  const onError = (error: Error): void =>
    toast('error', t('failed'), { detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined });
  const onSettled = () => client.invalidateQueries({ queryKey: keyOf(contactId) });
  const change = useMutation({
    mutationFn: (request: z.input<typeof ScoreRequest>) =>
      api.post<ScoreResponse>(`${pathOf(contactId)}/score`, request),
    onSuccess: (answer) => client.setQueryData(keyOf(contactId), answer),
    onError,
  });
  const close = useMutation({
    mutationFn: (request: z.input<typeof OutcomeRequest>) =>
      api.post<OutcomeResponse>(`${pathOf(contactId)}/outcome`, request),
    onError,
    onSettled,
  });
  return { change, close };
};
