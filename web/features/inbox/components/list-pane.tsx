'use client';
import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp, Inbox, Search, SearchX, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Input } from '../../../components/ui/field.tsx';
import { Empty, Failure, SkeletonRows, StaleBadge, useDelayedLoading } from '../../../components/ui/states.tsx';
import { useLive } from '../../../lib/live/store.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useFrozenOrder } from '../hooks/use-frozen-order.ts';
import type { useList } from '../hooks/use-list.ts';
import { ListRow } from './list-row.tsx';
import { ViewChips } from './view-chips.tsx';

type ListPaneProps = {
  view: InboxView;
  onView: (view: InboxView) => void;
  search: string;
  onSearch: (text: string) => void;
  searchRef: RefObject<HTMLInputElement | null>;
  list: ReturnType<typeof useList>;
  selected: string | null;
  onOpen: (id: string) => void;
  /** Above the rows: the first-steps card on a narrow screen. */
  children?: ReactNode;
};

/** Views, search and the rows. */
export function ListPane({
  view,
  onView,
  search,
  onSearch,
  searchRef,
  list,
  selected,
  onOpen,
  children,
}: ListPaneProps) {
  const t = useTranslations('list');
  const counts = useLive((store) => store.live.counts);
  const { query } = list;
  const loading = useDelayedLoading(query.isPending);
  const offlineSince = useLive((store) => (store.connection.state === 'offline' ? store.connection.since : null));
  const failedSince = query.isError && query.data ? query.errorUpdatedAt : null;
  const staleSince = failedSince ?? offlineSince;
  return (
    <section
      aria-label={t('title')}
      className="flex min-h-0 w-full shrink-0 flex-col border-r border-line bg-bg md:w-[360px]"
    >
      <div className="px-4 pt-4 pb-3">
        <h1 className="mb-3 text-head font-semibold tracking-tight">{t('title')}</h1>
        <SearchBox text={search} onText={onSearch} inputRef={searchRef} />
      </div>
      {search ? null : <ViewChips view={view} counts={counts} onChange={onView} />}
      {staleSince !== null && query.data ? (
        <StaleBadge since={staleSince} onRetry={() => void query.refetch()} />
      ) : null}
      {children}
      {query.isPending ? (
        <div aria-busy className="min-h-0 flex-1 overflow-hidden">
          {loading ? <SkeletonRows rows={12} /> : null}
        </div>
      ) : query.isError && !query.data ? (
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : list.ids.length === 0 ? (
        <EmptyList view={view} search={search} />
      ) : (
        <Rows
          key={`${view}|${search}`}
          ids={list.ids}
          scope={`${view}|${search}`}
          selected={selected}
          onOpen={onOpen}
          more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : null}
        />
      )}
    </section>
  );
}

function SearchBox({
  text,
  onText,
  inputRef,
}: {
  text: string;
  onText: (text: string) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations('list');
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => onText(typed.trim()), typed === '' ? 0 : 180);
    return () => clearTimeout(timer);
  }, [typed, onText]);
  return (
    <div className="relative">
      <Search size={16} className="pointer-events-none absolute top-3 left-3 text-muted" aria-hidden />
      <Input
        ref={inputRef}
        type="search"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setTyped('');
          event.currentTarget.blur();
        }}
        className="border-transparent! bg-hover! pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden"
      />
      {typed ? (
        <button
          type="button"
          aria-label={t('clearSearch')}
          onClick={() => setTyped('')}
          className="absolute top-2 right-2 flex size-6 items-center justify-center rounded text-muted hover:text-fg"
        >
          <X size={15} aria-hidden />
        </button>
      ) : null}
    </div>
  );
}

function EmptyList({ view, search }: { view: InboxView; search: string }) {
  const t = useTranslations('list');
  if (search) return <Empty icon={<SearchX size={20} aria-hidden />} title={t('noHits', { text: search })} />;
  return (
    <Empty
      icon={<Inbox size={20} aria-hidden />}
      title={t(`empty.${view}`)}
      action={
        view === 'all' || view === 'bot' ? (
          <NavLink href="/simulator" className="font-medium text-primary underline underline-offset-4">
            {t('openSimulator')}
          </NavLink>
        ) : null
      }
    />
  );
}

type RowsProps = {
  ids: string[];
  scope: string;
  selected: string | null;
  onOpen: (id: string) => void;
  more: (() => void) | null;
};

function Rows({ ids: liveIds, scope, selected, onOpen, more }: RowsProps) {
  const t = useTranslations('list');
  const scroller = useRef<HTMLDivElement>(null);
  const { ids, waiting, freeze, thaw, apply } = useFrozenOrder(liveIds, scope);
  const [focused, setFocused] = useState<string | null>(null);
  const focusedAt = focused === null ? -1 : ids.indexOf(focused);
  const selectedAt = selected === null ? -1 : ids.indexOf(selected);
  const entry = focusedAt >= 0 ? focusedAt : Math.max(0, selectedAt);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 72,
    getItemKey: (index) => ids[index] ?? index,
    overscan: 6,
    // The row that holds the focus stays in the page when it is scrolled away.
    rangeExtractor: (range) =>
      [...new Set([entry, ...defaultRangeExtractor(range)])]
        .filter((index) => index < ids.length)
        .sort((a, b) => a - b),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= ids.length - 20) more();
  }, [last, ids.length, more]);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
    // Only a new selection scrolls; a row that moves does not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);

  const step = (event: KeyboardEvent): void => {
    const to = { ArrowDown: entry + 1, ArrowUp: entry - 1, Home: 0, End: ids.length - 1 }[event.key];
    const id = to === undefined ? undefined : ids[to];
    if (to === undefined || id === undefined) return;
    event.preventDefault();
    setFocused(id);
    virtual.scrollToIndex(to, { align: 'auto' });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }),
    );
  };

  return (
    <div className="relative min-h-0 flex-1">
      {waiting > 0 ? (
        <div className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
          <button
            type="button"
            onClick={() => {
              apply();
              virtual.scrollToOffset(0);
            }}
            className="animate-rise pointer-events-auto flex h-8 items-center gap-1.5 rounded-full bg-fg px-3 text-meta font-medium text-bg shadow-overlay"
          >
            <ArrowUp size={14} aria-hidden />
            {t('updates', { count: waiting })}
          </button>
        </div>
      ) : null}
      <div
        ref={scroller}
        role="presentation"
        className="h-full overflow-y-auto overscroll-contain"
        onKeyDown={step}
        onPointerEnter={(event) => event.pointerType === 'mouse' && freeze()}
        onPointerLeave={(event) => event.pointerType === 'mouse' && thaw()}
        onFocus={(event) => event.target.matches(':focus-visible') && freeze()}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && thaw()}
      >
        <ul role="list" aria-label={t('title')} className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const id = ids[item.index];
            return id === undefined ? null : (
              <li
                key={item.key}
                aria-setsize={ids.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
                onFocus={() => setFocused(id)}
              >
                <ListRow id={id} selected={id === selected} focusable={item.index === entry} onOpen={onOpen} />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
