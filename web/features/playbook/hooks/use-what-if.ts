'use client';
import type { ConversationsResponse } from '@oconnector/protocol/api/conversations.ts';
import type { WhatIfResponse } from '@oconnector/protocol/api/score.ts';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../../lib/api.ts';
import { contactName } from '../../../lib/contact.ts';
import type { Weighing } from '../lib/weighing.ts';

/** Conversations that are counted again: each is woken for it. */
const LOOKED_AT = 8;

export type Replayed = Pick<WhatIfResponse, 'current' | 'replayed'> & { contactId: string; name: string };

const replay = async (weighing: Weighing): Promise<Replayed[]> => {
  const { rows } = await api.get<ConversationsResponse>('/api/whatsapp/conversations', { limit: LOOKED_AT });
  const counted = rows.map(async ({ row: { contact } }) => {
    const path = `/api/whatsapp/conversations/${contact.contactId}/score/what-if`;
    const { current, replayed } = await api.post<WhatIfResponse>(path, weighing);
    return { contactId: contact.contactId, name: contactName(contact), current, replayed };
  });
  return Promise.all(counted);
};

/** What the latest leads would count by other weights. Changes nothing. */
export const useWhatIf = () => useMutation({ networkMode: 'always', mutationFn: replay });
