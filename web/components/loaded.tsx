'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../lib/api.ts';
import { Failure, Forbidden, SkeletonRows, useDelayedLoading } from './ui/states.tsx';

type Props<T> = {
  query: UseQueryResult<T>;
  /** What is said when it failed. */
  failed: string;
  /** Grey rows while it lasts. */
  rows?: number;
  compact?: boolean;
  /** What stands there instead when nothing was found. */
  empty?: { when: (data: T) => boolean; show: ReactNode };
  children: (data: T) => ReactNode;
};

/** What became of a question to the API: it lasts, it failed, it may not be asked, it found nothing, or this. */
export function Loaded<T>({ query, failed, rows = 4, compact = false, empty, children }: Props<T>) {
  const loading = useDelayedLoading(query.isPending);
  if (query.data !== undefined) return empty?.when(query.data) ? empty.show : children(query.data);
  if (query.isError)
    return query.error instanceof ApiError && query.error.status === 403 ? (
      <Forbidden compact={compact} role="viewer" />
    ) : (
      <Failure compact={compact} title={failed} error={query.error} onRetry={() => void query.refetch()} />
    );
  return <div aria-busy>{loading ? <SkeletonRows rows={rows} /> : null}</div>;
}
