'use client';
import type { ConversationsResponse } from '@oconnector/protocol/api/conversations.ts';
import type { EventsResponse } from '@oconnector/protocol/api/ops.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../lib/api.ts';
import { aliasKey } from '../../../lib/contact.ts';
import { useLive } from '../../../lib/live/store.ts';
import type { PhoneState } from '../lib/phones.ts';

/** The events of so many messages are enough to follow the last few. */
const LIMIT = 150;

/** The conversation that a phone talks to, once the shop has heard of it. */
const useContactId = (phone: PhoneState): string | null => {
  const written = phone.lines.filter((line) => line.from === 'me').length;
  const known = useLive((store) => {
    const wanted = phone.address ? aliasKey(phone.address) : `phone:${phone.phone}`;
    return (
      Object.values(store.live.rows).find(
        ({ contact }) =>
          contact.phone?.e164 === phone.phone || contact.aliases.some((alias) => aliasKey(alias) === wanted),
      )?.contact.contactId ?? null
    );
  });
  const found = useQuery({
    queryKey: ['phone-contact', phone.phone],
    queryFn: async ({ signal }) => {
      const page = await api.get<ConversationsResponse>(
        '/api/whatsapp/conversations',
        { search: phone.phone, limit: 5 },
        signal,
      );
      const hit = page.rows.find(({ row }) => row.contact.phone?.e164 === phone.phone) ?? page.rows[0];
      return hit?.row.contact.contactId ?? null;
    },
    enabled: known === null && written > 0,
    refetchInterval: (query) => (query.state.data ? false : 1_000),
  });
  return known ?? found.data ?? null;
};

/** The log of the conversation behind a phone, asked for again whenever it moved. */
export const useBackstage = (phone: PhoneState, enabled: boolean) => {
  const contactId = useContactId(phone);
  const version = useLive((store) => (contactId === null ? undefined : store.live.rows[contactId]?.version));
  const pulse = phone.lines.map((line) => `${line.waId}${line.ack}`).join();
  const query = useQuery({
    queryKey: ['backstage', contactId],
    queryFn: ({ signal }) =>
      api.get<EventsResponse>('/api/ops/events', { class: 'Conversation', key: contactId, limit: LIMIT }, signal),
    enabled: enabled && contactId !== null,
    placeholderData: keepPreviousData,
  });
  const { refetch } = query;
  useEffect(() => {
    if (!enabled || contactId === null) return;
    const soon = setTimeout(() => void refetch(), 120);
    // The last ticks come after the last row: one more look when it has calmed down.
    const later = setTimeout(() => void refetch(), 1_500);
    return () => {
      clearTimeout(soon);
      clearTimeout(later);
    };
  }, [version, pulse, enabled, contactId, refetch]);
  return { contactId, events: query.data?.events ?? [], error: query.error };
};
