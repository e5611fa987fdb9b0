import { useCallback, useEffect, useState } from 'react';
import type { ThreadItem } from '../lib/thread-items.ts';

/** How long the line that was jumped to stands out. */
const MARK_MS = 1_600;

type Options = {
  items: readonly ThreadItem[];
  /** Brings older lines until this one is there; false when it does not come. */
  loadUntil: (seq: number) => Promise<boolean>;
  scrollTo: (index: number) => void;
};

/** The way to a line of the thread, also to one that is not loaded yet. `marked`: the line that stands out just now. */
export const useJump = ({ items, loadUntil, scrollTo }: Options) => {
  // A new object each time: the same line may be asked for again.
  const [target, setTarget] = useState<{ seq: number } | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const jump = useCallback(
    (seq: number): void => void loadUntil(seq).then((isThere) => (isThere ? setTarget({ seq }) : undefined)),
    [loadUntil],
  );
  useEffect(() => {
    if (target === null) return;
    const index = items.findIndex((item) => item.kind === 'message' && item.message.seq === target.seq);
    if (index < 0) return;
    setTarget(null);
    setMarked(target.seq);
    scrollTo(index);
  }, [target, items, scrollTo]);
  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARK_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return { jump, marked };
};
