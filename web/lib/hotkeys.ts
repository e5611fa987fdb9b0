'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { tinykeys } from 'tinykeys';

const KEY = 'oc.hotkeys';
const listeners = new Set<() => void>();

const enabled = (): boolean => localStorage.getItem(KEY) !== 'off';

/** Single-letter shortcuts may get in the way of speech input: a person can switch them off. */
export const setHotkeysEnabled = (on: boolean): void => {
  if (on) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, 'off');
  for (const listener of listeners) listener();
};

export const useHotkeysEnabled = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    enabled,
    () => true,
  );

const EDITABLE = 'input, textarea, select, [contenteditable="true"]';

/** Whether a key belongs to something else: a field, an open dialog or menu. */
const isTaken = (event: KeyboardEvent): boolean => {
  const target = event.target instanceof Element ? event.target : null;
  return (
    event.defaultPrevented ||
    event.isComposing ||
    target?.closest(EDITABLE) != null ||
    document.querySelector('[role="dialog"], [role="menu"]') !== null
  );
};

/** Keys that act on the page while nothing else wants them. Written as tinykeys writes them: `g i`, `Shift+T`. */
export const useHotkeys = (keys: Record<string, (event: KeyboardEvent) => void>): void => {
  const on = useHotkeysEnabled();
  const latest = useRef(keys);
  latest.current = keys;
  const names = Object.keys(keys).join('|');
  useEffect(() => {
    if (!on) return;
    const bound = Object.fromEntries(
      names.split('|').map((name) => [
        name,
        (event: KeyboardEvent) => {
          if (!isTaken(event)) latest.current[name]?.(event);
        },
      ]),
    );
    return tinykeys(window, bound);
  }, [on, names]);
};
