'use client';
import { useMemo, useRef, useState } from 'react';
import { useLive } from '../../../lib/live/store.ts';

/**
 * Holds the order still while someone points at the list or stands in it with the keyboard, so that a row is never pulled
 * away under a click. Rows keep their contents fresh; `waiting` says how many moved meanwhile.
 */
export const useFrozenOrder = (live: string[], scope: string) => {
  const [held, setHeld] = useState<{ scope: string; ids: string[]; at: number } | null>(null);
  const latest = useRef(live);
  latest.current = live;
  const freeze = (): void =>
    setHeld((now) => (now?.scope === scope ? now : { scope, ids: latest.current, at: Date.now() }));
  const thaw = (): void => setHeld(null);
  const apply = (): void => setHeld((now) => now && { scope, ids: latest.current, at: Date.now() });

  // A list that was still loading, or that grew by a page, is not held back.
  const valid = held?.scope === scope && held.ids.length > 0 ? held : null;
  const rows = useLive((store) => store.live.rows);
  return useMemo(() => {
    if (!valid) return { ids: live, waiting: 0, freeze, thaw, apply };
    const known = new Set(valid.ids);
    const oldest = Math.min(...valid.ids.slice(-1).map((id) => rows[id]?.lastAt ?? 0));
    const appended = live.filter((id) => !known.has(id) && (rows[id]?.lastAt ?? 0) <= oldest);
    const moved = live.filter(
      (id) => (!known.has(id) && (rows[id]?.lastAt ?? 0) > oldest) || (rows[id]?.lastAt ?? 0) > valid.at,
    );
    const inOrder = live.length === valid.ids.length && live.every((id, index) => id === valid.ids[index]);
    return {
      ids: [...valid.ids.filter((id) => id in rows), ...appended],
      waiting: inOrder ? 0 : moved.length,
      freeze,
      thaw,
      apply,
    };
    // The three actions only close over refs and setters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [valid, live, rows]);
};
