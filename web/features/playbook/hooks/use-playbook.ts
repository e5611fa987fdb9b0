'use client';
import type { PlaybookResponse } from '@oconnector/protocol/api/playbook.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { create } from 'zustand';
import { api, ApiError } from '../../../lib/api.ts';
import { useUser } from '../../../lib/session.tsx';
import type { Draft } from '../lib/draft.ts';
import { begin, type Editing, receive, settle } from '../lib/editing.ts';

const KEY = ['playbook'] as const;
const PATH = '/api/ai/playbook';

/** The playbook as it is saved; looked at again when the person comes back to the window. */
export const usePlaybook = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<PlaybookResponse>(PATH, {}, signal),
    staleTime: 10_000,
    refetchOnWindowFocus: true,
  });

/** Outside the screen, so that what is typed outlives a look at another one. `owner`: whose it is; nobody else finds it, and no other cliente gets it. */
type Held = { owner: string; editing: Editing } | null;
const useHeld = create<{ held: Held }>(() => ({ held: null }));

const editingOf = (held: Held, owner: string, saved: Playbook): Editing =>
  held?.owner === owner ? receive(held.editing, saved) : begin(saved);

/** The playbook as this person is changing it, beside what is saved. */
export const useEditing = (saved: Playbook) => {
  const { userId, clienteId } = useUser();
  const owner = `${clienteId} ${userId}`;
  const held = useHeld((store) => store.held);
  const editing = useMemo(() => editingOf(held, owner, saved), [held, owner, saved]);
  const apply = useMemo(
    () => (change: (editing: Editing) => Editing) =>
      useHeld.setState(({ held: before }) => ({ held: { owner, editing: change(editingOf(before, owner, saved)) } })),
    [owner, saved],
  );
  return { editing, apply };
};

type Apply = ReturnType<typeof useEditing>['apply'];

/** Saves what was typed. Nothing counts as saved before the answer; a refusal takes nothing away. */
export const useSave = (apply: Apply) => {
  const client = useQueryClient();
  return useMutation({
    // Else it would wait for a connection and save at some later time, while the person reads that it is being saved.
    networkMode: 'always',
    mutationFn: ({ playbook }: { playbook: Playbook; sent: Draft }) => api.put<PlaybookResponse>(PATH, playbook),
    onSuccess: (saved, { sent }) => {
      apply((editing) => settle(editing, sent, saved));
      client.setQueryData(KEY, saved);
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || error.code !== 'stale') return;
      // `current` of a stale playbook is the playbook as it is now (protocol/api/playbook.ts).
      const current = error.current as Playbook;
      apply((editing) => receive(editing, current));
      client.setQueryData(KEY, current);
    },
  });
};
