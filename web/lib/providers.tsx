'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import type { Messages } from 'use-intl';
import { ApiError } from './api.ts';
import { LocaleProvider } from './i18n/locale.tsx';
import { useToastWanted } from './toast.ts';

const Toasts = dynamic(() => import('../components/toasts.tsx'), { ssr: false });

/** A refusal stays a refusal; only what never arrived is worth another try. */
const worthRetrying = (count: number, error: Error): boolean =>
  count < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500);

const makeClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: worthRetrying,
        retryDelay: (attempt) => 600 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  });

export function Providers({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const [client] = useState(makeClient);
  const toastWanted = useToastWanted();
  return (
    <QueryClientProvider client={client}>
      <LocaleProvider messages={messages}>
        {children}
        {toastWanted ? <Toasts /> : null}
      </LocaleProvider>
    </QueryClientProvider>
  );
}
