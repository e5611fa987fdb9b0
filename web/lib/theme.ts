import { useSyncExternalStore } from 'react';
import { THEME_KEY } from './before-paint.ts';

export type Theme = 'light' | 'dark' | 'system';

const listeners = new Set<() => void>();

const saved = (): Theme => {
  const value = localStorage.getItem(THEME_KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
};

const paint = (theme: Theme): void => {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
};

export const setTheme = (theme: Theme): void => {
  if (theme === 'system') localStorage.removeItem(THEME_KEY);
  else localStorage.setItem(THEME_KEY, theme);
  paint(theme);
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const follow = (): void => paint(saved());
  listeners.add(listener);
  media.addEventListener('change', follow);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', follow);
  };
};

/** The chosen theme (not the painted one), and null while prerendering. */
export const useTheme = (): Theme | null => useSyncExternalStore(subscribe, saved, () => null);
