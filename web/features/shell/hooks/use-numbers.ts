'use client';
import type { NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '../../../lib/api.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { useHasRole } from '../../../lib/session.tsx';

/**
 * Puts the numbers into the live store, once for each fetch: whoever is shown later must not put an old answer over what
 * the feed has told since. What it told of a number while the answer was on its way is newer than the answer.
 */
const fetchNumbers = async (signal: AbortSignal): Promise<true> => {
  const before = useLive.getState().live.numbers;
  const { numbers } = await api.get<NumbersResponse>('/api/whatsapp/numbers', {}, signal);
  changeLive((state) => ({
    ...state,
    numbers: Object.fromEntries(
      numbers.map((number) => {
        const held = state.numbers[number.numberId];
        return [number.numberId, held && held !== before[number.numberId] ? held : number];
      }),
    ),
  }));
  return true;
};

/** The numbers of the cliente with how their first fetch stands; kept fresh by the live feed. */
export const useNumbersQuery = (): {
  numbers: NumberStatus[];
  isPending: boolean;
  error: Error | null;
  refetch: () => void;
} => {
  const signedIn = useHasRole('owner', 'agent', 'viewer', 'ops');
  // The feed tells what happens after its cursor: of what happened between an answer asked for earlier and that, nobody would.
  const isFollowed = useLive((store) => store.live.cursor !== null);
  const { refetch, isPending, error } = useQuery({
    queryKey: ['numbers', isFollowed],
    queryFn: ({ signal }) => fetchNumbers(signal),
    enabled: signedIn,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const resets = useLive((store) => store.live.resets);
  useEffect(() => {
    if (resets > 0) void refetch();
  }, [resets, refetch]);
  const held = useLive((store) => store.live.numbers);
  const numbers = useMemo(() => Object.values(held).sort((a, b) => a.name.localeCompare(b.name)), [held]);
  return { numbers, isPending, error, refetch: () => void refetch() };
};

export const useNumbers = (): NumberStatus[] => useNumbersQuery().numbers;
