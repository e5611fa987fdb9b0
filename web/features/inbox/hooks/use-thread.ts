'use client';
import type { ConversationResponse, MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { api } from '../../../lib/api.ts';
import { applyPage, applyRow, withRead } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';

const PAGE = 50;

const fetchMessages = (contactId: string, before: number | null, signal?: AbortSignal): Promise<MessagesResponse> =>
  api.get<MessagesResponse>(`/api/whatsapp/conversations/${contactId}/messages`, { before, limit: PAGE }, signal);

const heldThread = (contactId: string) => useLive.getState().live.threads[contactId];

/** The newest page on open, older ones on demand; the feed keeps it fresh. A cached thread opens without a request. */
export const useThread = (contactId: string) => {
  const thread = useLive((store) => store.live.threads[contactId]);
  const query = useQuery({
    queryKey: ['thread', contactId],
    queryFn: async ({ signal }) => {
      const page = await fetchMessages(contactId, null, signal);
      changeLive((state) => applyPage(state, contactId, page, 'newest'));
      return Date.now();
    },
    staleTime: Infinity,
    gcTime: Infinity,
  });
  const { refetch } = query;
  const stale = thread?.stale ?? false;
  useEffect(() => {
    if (stale) void refetch();
  }, [stale, refetch]);

  return { thread, query, ...useOlder(contactId) };
};

/** The older lines of a thread, page by page. */
const useOlder = (contactId: string) => {
  const coming = useRef<Promise<void> | null>(null);
  const [olderFailed, setOlderFailed] = useState(false);
  const loadOlder = useCallback((): Promise<void> => {
    const { messages: [first] = [], hasMoreBefore = false } = heldThread(contactId) ?? {};
    if (coming.current !== null) return coming.current;
    if (!first || !hasMoreBefore) return Promise.resolve();
    const load = async (): Promise<void> => {
      try {
        const page = await fetchMessages(contactId, first.seq);
        changeLive((state) => applyPage(state, contactId, page, 'older'));
        setOlderFailed(false);
      } catch {
        setOlderFailed(true);
      } finally {
        coming.current = null;
      }
    };
    coming.current = load();
    return coming.current;
  }, [contactId]);

  const loadUntil = useCallback(
    async (seq: number): Promise<boolean> => {
      for (;;) {
        const first = heldThread(contactId)?.messages[0]?.seq ?? seq;
        if (first <= seq) return true;
        await loadOlder();
        // Neither what fails nor what has no beginning is asked for again.
        if (heldThread(contactId)?.messages[0]?.seq === first) return false;
      }
    },
    [contactId, loadOlder],
  );
  return { loadOlder, loadUntil, olderFailed };
};

/** Facts, summary and the "why" of one conversation; asked for again shortly after the conversation changed. */
export const useConversation = (contactId: string) => {
  const client = useQueryClient();
  const version = useLive((store) => store.live.rows[contactId]?.version);
  const query = useQuery({
    queryKey: ['conversation', contactId],
    queryFn: async ({ signal }) => {
      const detail = await api.get<ConversationResponse>(`/api/whatsapp/conversations/${contactId}`, {}, signal);
      changeLive((state, userId) => withRead(applyRow(state, detail.row, userId), contactId, detail.readInbound));
      return detail;
    },
    staleTime: 10_000,
  });
  const known = query.data?.row.version;
  useEffect(() => {
    if (version === undefined || known === undefined || version <= known) return;
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ['conversation', contactId] }), 500);
    return () => clearTimeout(timer);
  }, [version, known, client, contactId]);
  return query;
};
