'use client';
import clsx from 'clsx';
import { Boxes, Pause, Play, SearchX, Timer } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Input, Select } from '../../../components/ui/field.tsx';
import { Segmented } from '../../../components/ui/segmented.tsx';
import {
  Empty,
  Failure,
  Forbidden,
  SkeletonRows,
  StaleBadge,
  useDelayedLoading,
} from '../../../components/ui/states.tsx';
import { ObjectTable } from '../../../features/ops/components/object-table.tsx';
import { Tiles } from '../../../features/ops/components/tiles.tsx';
import { type Pace, useObjects } from '../../../features/ops/hooks/use-objects.ts';
import { CLASSES, keyOf, listObjects, type SortKey } from '../../../features/ops/lib/objects.ts';
import { ApiError } from '../../../lib/api.ts';
import { setQuery, useQueryParam } from '../../../lib/nav.ts';
import { useHasRole } from '../../../lib/session.tsx';
import { useNow } from '../../../lib/use-time.ts';

const ObjectPane = dynamic(() => import('../../../features/ops/components/object-pane.tsx'), { ssr: false });

export function OpsScreen() {
  const allowed = useHasRole('ops');
  return allowed ? <Inspector /> : <Forbidden page role="ops" />;
}

/** Every object that told of itself, and one of them opened. */
function Inspector() {
  const t = useTranslations('ops');
  const openClass = useQueryParam('class');
  const openKey = useQueryParam('key') ?? '';
  const [pace, setPace] = useState<Pace>('live');
  const [sort, setSort] = useState<SortKey>('worst');
  const [filter, setFilter] = useState<{ class: string | null; text: string }>({ class: null, text: '' });
  const query = useObjects(pace);
  const loading = useDelayedLoading(query.isPending);
  // The order moves only every few seconds, so that a row can be hit.
  const now = useNow(5_000);
  const objects = query.data?.objects;
  const shown = useMemo(() => listObjects(objects ?? [], { ...filter, sort }, now), [objects, filter, sort, now]);
  useEffect(() => {
    document.title = `${t('title')} · oConnector`;
  }, [t]);

  if (query.error instanceof ApiError && query.error.status === 403) return <Forbidden page role="ops" />;
  const target = openClass === null ? null : { class: openClass, key: openKey };
  return (
    <div className="flex min-h-0 flex-1">
      <div
        className={clsx(
          'min-h-0 min-w-0 flex-col',
          target ? 'hidden shrink-0 border-r border-line md:flex md:w-[300px] xl:w-[420px]' : 'flex flex-1',
        )}
      >
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-4 pb-3">
          <h1 className="text-head font-semibold tracking-tight">{t('title')}</h1>
          <Segmented<Pace>
            label={t('pace')}
            value={pace}
            onChange={setPace}
            iconOnly={target !== null}
            options={[
              { value: 'live', label: t('live'), icon: <Play size={13} aria-hidden /> },
              { value: 'calm', label: t('calm'), icon: <Timer size={13} aria-hidden /> },
              { value: 'paused', label: t('paused'), icon: <Pause size={13} aria-hidden /> },
            ]}
          />
        </div>
        {target ? null : <Tiles objects={objects ?? []} />}
        <div className="flex gap-2 px-4 py-2.5">
          <Input
            type="search"
            aria-label={t('filter')}
            placeholder={t('filter')}
            value={filter.text}
            onChange={(event) => setFilter({ ...filter, text: event.target.value })}
            className="h-8! min-w-0 max-w-sm flex-1 text-list"
          />
          <Select
            hidden={target !== null}
            aria-label={t('column.class')}
            value={filter.class ?? ''}
            onChange={(event) => setFilter({ ...filter, class: event.target.value || null })}
            className="w-44!"
          >
            <option value="">{t('allClasses')}</option>
            {CLASSES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </div>
        {query.isError && objects ? (
          <StaleBadge since={query.dataUpdatedAt} onRetry={() => void query.refetch()} />
        ) : null}
        <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
          {query.isPending ? (
            <div aria-busy>{loading ? <SkeletonRows rows={6} /> : null}</div>
          ) : query.isError && !objects ? (
            <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
          ) : objects?.length === 0 ? (
            <Empty icon={<Boxes size={20} aria-hidden />} title={t('noObjects')} />
          ) : shown.length === 0 ? (
            <Empty icon={<SearchX size={20} aria-hidden />} title={t('noHits')} />
          ) : (
            <ObjectTable
              objects={shown}
              sort={sort}
              onSort={setSort}
              selected={target ? `${target.class}:${target.key}` : null}
              onOpen={(object) =>
                setQuery(
                  { class: object.class, key: keyOf(object), tab: null, correlation: null, event: null },
                  target ? 'replace' : 'push',
                )
              }
              narrow={target !== null}
            />
          )}
        </div>
      </div>
      {target ? (
        <ObjectPane
          key={`${target.class}:${target.key}`}
          target={target}
          snapshot={objects?.find((object) => object.class === target.class && keyOf(object) === target.key)}
          pace={pace}
          onClose={() => setQuery({ class: null, key: null, tab: null, correlation: null, event: null })}
        />
      ) : null}
    </div>
  );
}
