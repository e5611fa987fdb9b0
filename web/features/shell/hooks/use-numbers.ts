'use client';
import type { NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '../../../lib/api.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { useHasRole } from '../../../lib/session.tsx';

/** The numbers of the cliente with how their first fetch stands; kept fresh by the live feed. */
export const useNumbersQuery = (): {
  numbers: NumberStatus[];
  isPending: boolean;
  error: Error | null;
  refetch: () => void;
} => {
  const signedIn = useHasRole('owner', 'agent', 'viewer', 'ops');
  const { data, refetch, isPending, error } = useQuery({
    queryKey: ['numbers'],
    queryFn: ({ signal }) => api.get<NumbersResponse>('/api/whatsapp/numbers', {}, signal),
    enabled: signedIn,
    staleTime: 60_000,
  });
  const resets = useLive((store) => store.live.resets);
  useEffect(() => {
    if (!data) return;
    changeLive((state) => ({
      ...state,
      numbers: Object.fromEntries(data.numbers.map((number) => [number.numberId, number])),
    }));
  }, [data]);
  useEffect(() => {
    if (resets > 0) void refetch();
  }, [resets, refetch]);
  const held = useLive((store) => store.live.numbers);
  const numbers = useMemo(() => Object.values(held).sort((a, b) => a.name.localeCompare(b.name)), [held]);
  // What was fetched stands in the store one render later.
  const arriving = numbers.length === 0 && (data?.numbers.length ?? 0) > 0;
  return { numbers, isPending: isPending || arriving, error, refetch: () => void refetch() };
};

export const useNumbers = (): NumberStatus[] => useNumbersQuery().numbers;
