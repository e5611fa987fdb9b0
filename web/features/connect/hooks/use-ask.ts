'use client';
import type { AskedResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../../lib/api.ts';

/** Something that a person asks of the number's agent. `data.asked` says whether it was told, or why not. */
export const useAsk = <Body>({ numberId }: NumberStatus, what: 'renew-pairing' | 'log-out') =>
  useMutation({
    mutationFn: (body: Body) => api.post<AskedResponse>(`/api/whatsapp/numbers/${numberId}/${what}`, body),
  });
