'use client';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import { useEffect, useRef, useState } from 'react';
import { type Messages, useTranslations } from 'use-intl';
import { Button } from '../../components/ui/button.tsx';
import { AuthCard } from '../../features/auth/components/auth-card.tsx';
import { api, ApiError } from '../../lib/api.ts';
import { LocaleProvider } from '../../lib/i18n/locale.tsx';
import { useNavigate } from '../../lib/nav.ts';

export function StartScreen({ messages }: { messages: Partial<Messages> }) {
  return (
    <LocaleProvider messages={messages}>
      <Start />
    </LocaleProvider>
  );
}

type Outcome = 'redeeming' | 'spent' | 'failed';

function Start() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  const [outcome, setOutcome] = useState<Outcome>('redeeming');
  const [requestId, setRequestId] = useState<string | null>(null);
  const asked = useRef(false);

  const redeem = async (): Promise<void> => {
    const token = new URLSearchParams(window.location.search).get('t') ?? '';
    // The link works once: it must not stay in the history of this browser.
    window.history.replaceState(null, '', '/start');
    try {
      await api.post<SessionResponse>('/api/auth/start', { token });
      navigate.replace('/inbox');
    } catch (error) {
      const known = error instanceof ApiError ? error : null;
      setRequestId(known?.requestId ?? null);
      setOutcome(known && known.status >= 400 && known.status < 500 ? 'spent' : 'failed');
    }
  };

  useEffect(() => {
    // Strict mode mounts twice, the link is good for one.
    if (asked.current) return;
    asked.current = true;
    void redeem();
  });

  if (outcome === 'redeeming') {
    return (
      <AuthCard title={t('starting')} subtitle={t('startingHint')}>
        <div className="skeleton h-11 rounded-md!" aria-hidden />
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title={outcome === 'spent' ? t('linkSpent') : t('startFailed')}
      subtitle={outcome === 'spent' ? t('linkSpentHint') : t('failed')}
    >
      <div role="alert">{requestId ? <p className="mb-4 font-mono text-meta text-muted">{requestId}</p> : null}</div>
      <Button variant="primary" size="lg" className="w-full" onClick={() => navigate.replace('/login')}>
        {t('toLogin')}
      </Button>
    </AuthCard>
  );
}
