'use client';
import { create } from 'zustand';
import { EMPTY, type LiveState } from './state.ts';

/** `connecting` is the first time; `halted` needs a person (`why`: sign in again, or load the new version). */
export type Connection =
  | { state: 'connecting' | 'open' | 'reconnecting' | 'offline'; since: number }
  | { state: 'halted'; since: number; why: 'session' | 'version' };

type Store = {
  live: LiveState;
  connection: Connection;
  /** Who is signed in: the reducer needs it to tell one's own reads and views. */
  userId: string;
  change: (apply: (state: LiveState, userId: string) => LiveState) => void;
};

export const useLive = create<Store>((set) => ({
  live: EMPTY,
  connection: { state: 'connecting', since: 0 },
  userId: '',
  change: (apply) =>
    set((store) => {
      const live = apply(store.live, store.userId);
      return live === store.live ? store : { live };
    }),
}));

/** Changes the live state outside React. */
export const changeLive = (apply: (state: LiveState, userId: string) => LiveState): void =>
  useLive.getState().change(apply);

export const setConnection = (connection: Connection): void => {
  const held = useLive.getState().connection;
  if (held.state !== connection.state) useLive.setState({ connection });
};

/** Forgets everything: another user may sign in on this browser. */
export const forgetLive = (): void =>
  useLive.setState({ live: EMPTY, userId: '', connection: { state: 'connecting', since: 0 } });
