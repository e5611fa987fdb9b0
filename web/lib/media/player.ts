'use client';
import { create } from 'zustand';
import { takeFloor } from './floor.ts';

export const RATES = [1, 1.5, 2] as const;
export type Rate = (typeof RATES)[number];

/** The one recording that is played or was played last. A line that scrolls out of sight does not fall silent. */
type Player = {
  id: string | null;
  state: 'paused' | 'loading' | 'playing' | 'failed';
  /** In seconds. */
  at: number;
  /** As the browser measured it; null before. */
  length: number | null;
  rate: Rate;
};

export const usePlayer = create<Player>(() => ({ id: null, state: 'paused', at: 0, length: null, rate: 1 }));

/** Where a recording was left; one that was heard to its end begins anew. */
const places = new Map<string, number>();
let audio: HTMLAudioElement | null = null;

const pause = (): void => audio?.pause();

const set = (change: Partial<Player>): void => usePlayer.setState(change);

const element = (): HTMLAudioElement => {
  if (audio) return audio;
  const made = new Audio();
  made.preload = 'metadata';
  made.onplaying = () => set({ state: 'playing' });
  made.onwaiting = () => set({ state: 'loading' });
  made.onpause = () => {
    if (usePlayer.getState().state !== 'failed') set({ state: 'paused' });
  };
  made.ontimeupdate = () => {
    const { id, state } = usePlayer.getState();
    if (id === null || state === 'failed') return;
    places.set(id, made.currentTime);
    set({ at: made.currentTime });
  };
  made.ondurationchange = () => set({ length: Number.isFinite(made.duration) ? made.duration : null });
  made.onended = () => {
    const { id } = usePlayer.getState();
    if (id !== null) places.delete(id);
    set({ state: 'paused', at: 0 });
  };
  made.onerror = () => {
    if (made.hasAttribute('src')) set({ state: 'failed' });
  };
  audio = made;
  return made;
};

/** Whether the element holds this recording, as it was loaded from `src`. */
const holds = (id: string): boolean => usePlayer.getState().id === id && audio?.error === null;

const load = (id: string, src: string): HTMLAudioElement => {
  const made = element();
  if (holds(id)) return made;
  const at = places.get(id) ?? 0;
  made.pause();
  set({ id, state: 'loading', at, length: null });
  made.src = src;
  // Before the length is known this is where playing will start.
  made.currentTime = at;
  made.defaultPlaybackRate = usePlayer.getState().rate;
  made.playbackRate = usePlayer.getState().rate;
  return made;
};

export const play = (id: string, src: string): void => {
  const made = load(id, src);
  takeFloor(pause);
  set({ state: 'loading' });
  made.play().catch((error: unknown) => {
    // Another one was started meanwhile, or a pause came first: neither failed.
    if (usePlayer.getState().id !== id || (error instanceof DOMException && error.name === 'AbortError')) return;
    set({ state: error instanceof DOMException && error.name === 'NotAllowedError' ? 'paused' : 'failed' });
  });
};

export const pausePlayer = pause;

/** Goes to a place of a recording. Another one that plays falls silent: this is the one that is looked at. */
export const seek = (id: string, src: string, at: number): void => {
  places.set(id, at);
  const held = holds(id);
  load(id, src).currentTime = at;
  set(held ? { at } : { at, state: 'paused' });
};

/** The next of the speeds, for this recording and those after it. */
export const nextRate = (): void => {
  const { rate } = usePlayer.getState();
  const next = RATES[(RATES.indexOf(rate) + 1) % RATES.length] ?? 1;
  if (audio) {
    audio.playbackRate = next;
    audio.defaultPlaybackRate = next;
  }
  set({ rate: next });
};

export const placeOf = (id: string): number => places.get(id) ?? 0;
