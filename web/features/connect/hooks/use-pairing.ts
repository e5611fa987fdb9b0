'use client';
import type { NumberPairingResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../../lib/api.ts';
import { useHasRole } from '../../../lib/session.tsx';

/**
 * What the phone scans or types, fetched anew when the feed tells that there is another one. The feed itself never has
 * it: everybody of the cliente hears that.
 */
export const usePairing = ({ numberId, pairing }: NumberStatus) => {
  const mayConnect = useHasRole('owner');
  return useQuery({
    queryKey: ['pairing', numberId, pairing?.at ?? 0, pairing?.number ?? 0],
    queryFn: ({ signal }) => api.get<NumberPairingResponse>(`/api/whatsapp/numbers/${numberId}/pairing`, {}, signal),
    enabled: mayConnect && pairing !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    // A secret: nothing keeps it once it is not shown.
    gcTime: 0,
  });
};

/** Since when, by this browser's clock, the value has been what it is: the server's clock may be another. */
export const useSeenAt = (value: number): number => {
  const [seen, setSeen] = useState(() => ({ value, at: Date.now() }));
  useEffect(() => {
    setSeen((held) => (held.value === value ? held : { value, at: Date.now() }));
  }, [value]);
  return seen.at;
};
