'use client';
import type { EventsResponse, ObjectResponse, ObjectsResponse } from '@oconnector/protocol/api/ops.ts';
import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type * as z from 'zod/mini';
import { api } from '../../../lib/api.ts';
import { useLive } from '../../../lib/live/store.ts';
import { mergeEvents } from '../lib/timeline.ts';

/** `live`: when the feed tells of a change, and every 2 s; `calm`: every 5 s; `paused`: on demand. */
export type Pace = 'live' | 'calm' | 'paused';

const EVERY_MS: Record<Pace, number | false> = { live: 2_000, calm: 5_000, paused: false };

export const useObjects = (pace: Pace) => {
  const query = useQuery({
    queryKey: ['ops', 'objects'],
    queryFn: ({ signal }) => api.get<z.infer<typeof ObjectsResponse>>('/api/ops/objects', {}, signal),
    refetchInterval: EVERY_MS[pace],
    staleTime: 1_000,
  });
  const moved = useLive((store) => store.live.cursor?.seq);
  const { refetch } = query;
  useEffect(() => {
    if (pace !== 'live' || moved === undefined) return;
    const timer = setTimeout(() => void refetch(), 400);
    return () => clearTimeout(timer);
  }, [pace, moved, refetch]);
  return query;
};

export type ObjectRef = { class: string; key: string };

export const useObject = ({ class: objectClass, key }: ObjectRef, pace: Pace) =>
  useQuery({
    queryKey: ['ops', 'object', objectClass, key],
    queryFn: ({ signal }) =>
      api.get<z.infer<typeof ObjectResponse>>('/api/ops/object', { class: objectClass, key }, signal),
    refetchInterval: EVERY_MS[pace],
    placeholderData: keepPreviousData,
  });

const PAGE = 100;

/** The log of one object, newest first. New events wait in `fresh` until they are let in, so that nothing moves under a reader. */
export const useEvents = (
  { class: objectClass, key }: ObjectRef,
  correlation: string | null,
  pace: Pace,
  atTop: boolean,
) => {
  const fetchPage = (before: number | null, signal?: AbortSignal): Promise<z.infer<typeof EventsResponse>> =>
    api.get('/api/ops/events', { class: objectClass, key, before, correlation, limit: PAGE }, signal);
  const pages = useInfiniteQuery({
    queryKey: ['ops', 'events', objectClass, key, correlation],
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.hasMore ? (page.events.at(-1)?.seq ?? null) : null),
    staleTime: Infinity,
    gcTime: 0,
  });
  const head = useQuery({
    queryKey: ['ops', 'events-head', objectClass, key, correlation],
    queryFn: ({ signal }) => fetchPage(null, signal),
    refetchInterval: EVERY_MS[pace],
    enabled: pages.data !== undefined,
    gcTime: 0,
  });
  const [admitted, setAdmitted] = useState<ObjectEvent[]>([]);
  const known = mergeEvents(admitted, pages.data?.pages.flatMap((page) => page.events) ?? []);
  const newest = known[0]?.seq ?? 0;
  const fresh = (head.data?.events ?? []).filter((event) => event.seq > newest);
  const freshCount = fresh.length;
  const admit = (): void => setAdmitted((held) => mergeEvents(held, fresh));
  useEffect(() => {
    if (atTop && freshCount > 0) admit();
  });
  return { events: known, fresh: freshCount, admit, pages };
};
