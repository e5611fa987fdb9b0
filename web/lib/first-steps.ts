'use client';
import { useSyncExternalStore } from 'react';

export type Step = 'message' | 'answer' | 'takeover' | 'connect';
export const STEPS: readonly Step[] = ['message', 'answer', 'takeover', 'connect'];

const KEY = 'oc.first';
const DISMISSED = 'dismissed';
const listeners = new Set<() => void>();

const read = (): string => localStorage.getItem(KEY) ?? '';
const write = (word: string): void => {
  const words = new Set(read().split(' ').filter(Boolean));
  if (words.has(word)) return;
  localStorage.setItem(KEY, [...words.add(word)].join(' '));
  for (const listener of listeners) listener();
};

/** A first step was made on this browser. */
export const noteStep = (step: Step): void => write(step);
export const dismissSteps = (): void => write(DISMISSED);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  // The simulator notes its step from another tab.
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
};

/** Which steps were made, and whether the card was waved away; null while prerendering. */
export const useFirstSteps = (): { made: ReadonlySet<string>; dismissed: boolean } | null => {
  const words = useSyncExternalStore(subscribe, read, () => null);
  if (words === null) return null;
  const made = new Set(words.split(' ').filter(Boolean));
  return { made, dismissed: made.has(DISMISSED) };
};
