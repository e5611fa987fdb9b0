import { create } from 'zustand';
import type { Attachment } from '../../../lib/media/attachment.ts';

/**
 * A message on its way to the API. `waiting`: the API could not be reached, it goes when the connection is back (the
 * client id makes that safe).
 */
export type Pending = {
  clientId: string;
  contactId: string;
  /** With a file: the words under it. */
  text: string;
  attachment: Attachment | null;
  at: number;
  state: 'sending' | 'waiting';
};

/** By contact, in the order of writing. */
export const usePending = create<{ byContact: Record<string, readonly Pending[]> }>(() => ({ byContact: {} }));

const NONE: readonly Pending[] = [];
export const pendingOf =
  (contactId: string) =>
  (store: { byContact: Record<string, readonly Pending[]> }): readonly Pending[] =>
    store.byContact[contactId] ?? NONE;

const change = (contactId: string, apply: (list: readonly Pending[]) => readonly Pending[]): void =>
  usePending.setState(({ byContact }) => ({
    byContact: { ...byContact, [contactId]: apply(byContact[contactId] ?? NONE) },
  }));

export const addPending = (pending: Pending): void => change(pending.contactId, (list) => [...list, pending]);

export const dropPending = (contactId: string, clientId: string): void =>
  change(contactId, (list) => list.filter((each) => each.clientId !== clientId));

export const markPending = (contactId: string, clientId: string, state: Pending['state']): void =>
  change(contactId, (list) => list.map((each) => (each.clientId === clientId ? { ...each, state } : each)));

/** Whether leaving the page would lose a file that is on its way. */
export const anyFilePending = (): boolean =>
  Object.values(usePending.getState().byContact).some((list) => list.some(({ attachment }) => attachment !== null));
