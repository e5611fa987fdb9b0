'use client';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import type { SessionUser } from '@oconnector/protocol/model/user.ts';
import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Failure, useDelayedLoading } from '../../../components/ui/states.tsx';
import { ApiError, onSession } from '../../../lib/api.ts';
import { forgetLive, useLive } from '../../../lib/live/store.ts';
import { useNavigate } from '../../../lib/nav.ts';
import { SessionContext, useMe } from '../../../lib/session.tsx';
import { useLiveSocket } from '../hooks/use-live-socket.ts';
import { ConnectionPill } from './connection-pill.tsx';
import { NavRail, BottomBar } from './navigation.tsx';
import { ShellKeys } from './shell-keys.tsx';

// After the screen: it says nothing before a few seconds anyway.
const NumberBanner = dynamic(() => import('./number-banner.tsx'), { ssr: false });

type ShellProps = {
  children: ReactNode;
  signInAgain: (user: SessionUser, onDone: (session: SessionResponse) => void) => ReactNode;
};

/** What every screen stands in: navigation, the live feed, the session. */
export function Shell({ children, signInAgain }: ShellProps) {
  const t = useTranslations('shell');
  const me = useMe();
  const session = me.data ?? null;
  const [expired, setExpired] = useState(false);
  const [signIns, setSignIns] = useState(0);
  const client = useQueryClient();
  const navigate = useNavigate();

  useEffect(() => onSession({ renewed: () => setExpired(false), lost: () => setExpired(true) }), []);
  const signedOut = me.error instanceof ApiError && me.error.status === 401;
  useEffect(() => {
    if (signedOut && !session)
      navigate.replace(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  }, [signedOut, session, navigate]);
  useEffect(() => {
    if (!session) return;
    if (useLive.getState().userId && useLive.getState().userId !== session.user.userId) forgetLive();
    useLive.setState({ userId: session.user.userId });
  }, [session]);
  useLiveSocket(expired ? null : (session?.expiresAt ?? null), signIns);

  const resume = (renewed: SessionResponse): void => {
    setExpired(false);
    setSignIns((n) => n + 1);
    client.setQueryData(['me'], { user: renewed.user, expiresAt: renewed.expiresAt });
    void client.invalidateQueries();
  };

  return (
    <SessionContext value={session?.user ?? null}>
      <a href="#main" className="fixed -top-20 left-4 z-50 rounded-md bg-primary px-4 py-2 text-on-primary focus:top-3">
        {t('skip')}
      </a>
      <div className="flex h-dvh flex-col md:flex-row">
        <NavRail />
        <main id="main" tabIndex={-1} className="relative flex min-h-0 min-w-0 flex-1 flex-col focus:outline-none">
          {session ? <NumberBanner /> : null}
          {session ? children : <Waiting error={signedOut ? null : me.error} retry={() => void me.refetch()} />}
        </main>
        <BottomBar />
      </div>
      <ConnectionPill />
      {session ? <ShellKeys /> : null}
      {session && expired ? signInAgain(session.user, resume) : null}
    </SessionContext>
  );
}

function Waiting({ error, retry }: { error: Error | null; retry: () => void }) {
  const t = useTranslations('shell');
  const slow = useDelayedLoading(!error);
  if (error) return <Failure page title={t('sessionFailed')} error={error} onRetry={retry} />;
  return (
    <div aria-busy className="flex-1 p-4">
      <h1 className="sr-only">{t('loading')}</h1>
      {slow ? <div className="skeleton h-6 w-40" /> : null}
    </div>
  );
}
