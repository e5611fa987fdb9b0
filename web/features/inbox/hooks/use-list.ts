'use client';
import type { ConversationsResponse, InboxView } from '@oconnector/protocol/api/conversations.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '../../../lib/api.ts';
import { applyList } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { useUser } from '../../../lib/session.tsx';
import { orderOf } from '../lib/order.ts';

const PAGE = 100;
/** Counts are asked for again at most this often. */
const RECOUNT_MS = 1_500;

type Page = { ids: string[]; floor: number | null; nextCursor: string | null };

const fetchPage = async (
  view: InboxView,
  search: string,
  cursor: string | null,
  limit: number,
  signal?: AbortSignal,
): Promise<Page> => {
  const page = await api.get<ConversationsResponse>(
    '/api/whatsapp/conversations',
    { view, search, cursor, limit },
    signal,
  );
  changeLive((state) => applyList(state, page));
  return {
    ids: page.rows.map(({ row }) => row.contact.contactId),
    floor: page.rows.at(-1)?.row.lastAt ?? null,
    nextCursor: page.nextCursor,
  };
};

/** Ids of a view or of a search, in order and kept live; the rows themselves are in the live store. */
export const useList = (view: InboxView, search: string) => {
  const user = useUser();
  const query = useInfiniteQuery({
    queryKey: ['conversations', view, search],
    queryFn: ({ pageParam, signal }) => fetchPage(view, search, pageParam, PAGE, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: search ? 0 : Infinity,
    placeholderData: (before) => (search ? before : undefined),
  });
  const { refetch } = query;
  const resets = useLive((store) => store.live.resets);
  const countsStale = useLive((store) => store.live.countsStale);
  const rows = useLive((store) => store.live.rows);

  useEffect(() => {
    if (resets > 0) void refetch();
  }, [resets, refetch]);

  const loaded = query.data !== undefined;
  useEffect(() => {
    if (!countsStale || !loaded) return;
    const timer = setTimeout(() => void fetchPage(view, '', null, 1).catch(() => undefined), RECOUNT_MS);
    return () => clearTimeout(timer);
  }, [countsStale, loaded, view, rows]);

  const pages = query.data?.pages;
  const ids = useMemo(() => {
    if (!pages) return [];
    if (search) return [...new Set(pages.flatMap((page) => page.ids))].filter((id) => id in rows);
    const last = pages.at(-1);
    return orderOf(rows, { view, userId: user.userId, floor: last?.nextCursor ? last.floor : null });
  }, [pages, rows, search, view, user.userId]);

  return { ids, query };
};
