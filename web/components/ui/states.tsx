'use client';
import clsx from 'clsx';
import { CloudOff, LockKeyhole, RotateCcw, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Role } from '@oconnector/protocol/model/user.ts';
import { ApiError } from '../../lib/api.ts';
import { useNow, useTimes } from '../../lib/use-time.ts';
import { Button } from './button.tsx';

/** True once `loading` has lasted 300 ms, and then for at least 500: no flicker. */
export const useDelayedLoading = (loading: boolean): boolean => {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (loading === shown) return;
    const timer = setTimeout(() => setShown(loading), loading ? 300 : 500);
    return () => clearTimeout(timer);
  }, [loading, shown]);
  return loading && shown;
};

/** How a state stands: `compact` within a panel, `page` where nothing else heads the page. */
type Standing = { compact?: boolean | undefined; page?: boolean | undefined };

function Panel({
  icon,
  title,
  children,
  compact,
  page,
}: Standing & { icon: ReactNode; title: string; children?: ReactNode }) {
  const Title = page ? 'h1' : 'p';
  return (
    <div
      className={clsx(
        'animate-fade mx-auto flex max-w-sm flex-col items-center justify-center gap-2 px-6 text-center',
        compact ? 'py-6' : 'h-full min-h-60 py-10',
      )}
    >
      <span className="mb-1 flex size-11 items-center justify-center rounded-full bg-hover text-muted">{icon}</span>
      <Title className="text-body font-medium">{title}</Title>
      {children}
    </div>
  );
}

/** Nothing here: one sentence and at most one action. */
export function Empty({
  icon,
  title,
  children,
  action,
  ...standing
}: Standing & { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Panel icon={icon} title={title} {...standing}>
      {children ? <p className="text-list text-muted">{children}</p> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </Panel>
  );
}

/** What failed, the id to quote, and the way to try again. */
export function Failure({
  title,
  error,
  onRetry,
  ...standing
}: Standing & { title: string; error: unknown; onRetry?: () => void }) {
  const t = useTranslations('states');
  const offline = error instanceof ApiError && error.code === 'offline';
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert">
      <Panel
        icon={offline ? <CloudOff size={20} aria-hidden /> : <TriangleAlert size={20} aria-hidden />}
        title={title}
        {...standing}
      >
        <p className="text-list text-muted">{offline ? t('offline') : t('failed')}</p>
        {requestId ? (
          <p className="text-meta text-muted">
            {t('requestId')} <code className="font-mono">{requestId}</code>
          </p>
        ) : null}
        {onRetry ? (
          <Button size="sm" className="mt-3" onClick={onRetry} icon={<RotateCcw size={14} aria-hidden />}>
            {t('retry')}
          </Button>
        ) : null}
      </Panel>
    </div>
  );
}

/** Which role is missing. */
export function Forbidden({ role, ...standing }: Standing & { role: Role }) {
  const t = useTranslations('states');
  const roles = useTranslations('roles');
  return (
    <Panel icon={<LockKeyhole size={20} aria-hidden />} title={t('forbidden')} {...standing}>
      <p className="text-list text-muted">{t('forbiddenHint', { role: roles(role) })}</p>
    </Panel>
  );
}

/** What is shown may be old; since when, and what failed. Stays beside the data it speaks of. */
export function StaleBadge({ since, onRetry }: { since: number; onRetry?: () => void }) {
  const t = useTranslations('states');
  const now = useNow(5_000);
  const times = useTimes();
  return (
    <div role="status" className="flex items-center justify-between gap-2 bg-warn-bg px-4 py-1.5 text-meta text-warn">
      <span className="flex items-center gap-1.5">
        <CloudOff size={14} aria-hidden />
        {t('stale', { age: times.duration(Math.max(1000, now - since)) })}
      </span>
      {onRetry ? (
        <button type="button" onClick={onRetry} className="min-h-6 rounded font-medium underline underline-offset-2">
          {t('retry')}
        </button>
      ) : null}
    </div>
  );
}

/** Grey rows where a list will be. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div aria-hidden className="animate-fade">
      {Array.from({ length: rows }, (_, n) => (
        <div key={n} className="flex h-[72px] items-center gap-3 px-4">
          <div className="skeleton size-10 rounded-full!" />
          <div className="flex-1 space-y-2.5">
            <div className="skeleton h-3" style={{ width: `${45 + ((n * 17) % 30)}%` }} />
            <div className="skeleton h-2.5" style={{ width: `${60 + ((n * 23) % 35)}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
