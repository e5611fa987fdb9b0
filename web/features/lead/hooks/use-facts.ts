'use client';
import type { FactRequest, FactResponse, NewFactRequest } from '@oconnector/protocol/api/score.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { useTranslations } from 'use-intl';
import { api, ApiError } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';

/** What a person does to what is known of a contact. */
export const useFacts = (contactId: string) => {
  const t = useTranslations('lead.facts');
  const client = useQueryClient();
  const path = `/api/whatsapp/conversations/${contactId}/facts`;
  const options = {
    onError: (error: Error): void =>
      toast('error', t('failed'), { detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined }),
    onSettled: () =>
      Promise.all(
        ['conversation', 'score'].map((what) => client.invalidateQueries({ queryKey: [what, contactId] })),
      ).then(() => undefined),
  };
  return {
    add: useMutation({
      mutationFn: (fact: z.input<typeof NewFactRequest>) => api.post<FactResponse>(path, fact),
      ...options,
    }),
    change: useMutation({
      mutationFn: ({ id, ...request }: z.input<typeof FactRequest> & { id: number }) =>
        api.put<FactResponse>(`${path}/${id}`, request),
      ...options,
    }),
    forget: useMutation({ mutationFn: (id: number) => api.delete(`${path}/${id}`), ...options }),
  };
};
