'use client';
import type { NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../lib/api.ts';

/** The last day ends now: without news it moves on so often. */
const EVERY_MS = 60_000;

/** How the number stood in the last day, fetched anew whenever it comes to stand otherwise. */
export const useHistory = ({ numberId, link, channel }: NumberStatus) =>
  useQuery({
    queryKey: ['number-history', numberId, link, channel?.state ?? null],
    queryFn: ({ signal }) => api.get<NumberHistoryResponse>(`/api/whatsapp/numbers/${numberId}/history`, {}, signal),
    placeholderData: keepPreviousData,
    // It was in this state before, and much may have happened since.
    staleTime: 0,
    refetchInterval: EVERY_MS,
  });
