'use client';
import type { NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useQuery } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { Smartphone } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../../lib/api.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { numberState, type NumberState } from '../../../lib/number-state.ts';
import { useHasRole } from '../../../lib/session.tsx';

export const DOT: Record<NumberState, string> = {
  online: 'bg-primary',
  starting: 'bg-warn',
  attention: 'bg-danger',
  offline: 'bg-danger',
  never: 'bg-strong',
};

/** The numbers of the cliente, kept fresh by the live feed. */
export const useNumbers = (): NumberStatus[] => {
  const signedIn = useHasRole('owner', 'agent', 'viewer', 'ops');
  const fetched = useQuery({
    queryKey: ['numbers'],
    queryFn: ({ signal }) => api.get<z.infer<typeof NumbersResponse>>('/api/whatsapp/numbers', {}, signal),
    enabled: signedIn,
    staleTime: 60_000,
  });
  const resets = useLive((store) => store.live.resets);
  const { data, refetch } = fetched;
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
  const numbers = useLive((store) => store.live.numbers);
  return useMemo(() => Object.values(numbers).sort((a, b) => a.name.localeCompare(b.name)), [numbers]);
};

/** In the rail: whether WhatsApp can be reached, at a glance. The account menu says more. */
export function NumberMark() {
  const t = useTranslations('numbers');
  const numbers = useNumbers();
  const [worst] = numbers.map(numberState).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  if (!worst) return null;
  const words = `${t('whatsapp')}: ${t(worst)}`;
  return (
    <div
      role="img"
      aria-label={words}
      title={words}
      className="relative flex h-9 w-12 items-center justify-center text-muted"
    >
      <Smartphone size={18} strokeWidth={1.75} aria-hidden />
      <span className={`absolute top-1 right-2.5 size-2.5 rounded-full border-2 border-panel ${DOT[worst]}`} />
    </div>
  );
}

const ORDER: readonly NumberState[] = ['offline', 'attention', 'never', 'starting', 'online'];
