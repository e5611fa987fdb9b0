'use client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { drafts, noteDraft } from '../../../lib/drafts-store.ts';

const SAVE_AFTER_MS = 400;

/**
 * The draft of one conversation. What is typed before the stored one arrives wins; leaving saves at once. `prepend` also
 * and `forget` (its opposite) also work after the composer is gone, on the stored draft of *this* conversation.
 */
export const useDraft = (userId: string, contactId: string) => {
  const [text, setText] = useState(() => drafts.peek(userId, contactId) ?? '');
  const latest = useRef(text);
  const touched = useRef(drafts.peek(userId, contactId) !== null);
  const mounted = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const save = useCallback(() => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    if (!touched.current) return;
    void drafts.write(userId, contactId, latest.current);
    noteDraft(contactId, latest.current);
  }, [userId, contactId]);

  const change = useCallback(
    (next: string) => {
      touched.current = true;
      latest.current = next;
      if (mounted.current) setText(next);
      if (timer.current !== null) clearTimeout(timer.current);
      if (next === '' || !mounted.current) save();
      else timer.current = setTimeout(save, SAVE_AFTER_MS);
    },
    [save],
  );
  const prepend = useCallback(
    (given: string) => {
      // Another composer of this conversation may have been mounted since: its words are in the drafts.
      const held = mounted.current ? latest.current : (drafts.peek(userId, contactId) ?? '');
      change(held.trim() === '' ? given : `${given}\n${held}`);
    },
    [change, userId, contactId],
  );

  const forget = useCallback(
    (given: string) => {
      const held = mounted.current ? latest.current : (drafts.peek(userId, contactId) ?? '');
      if (held === given) change('');
      else if (held.startsWith(`${given}\n`)) change(held.slice(given.length + 1));
    },
    [change, userId, contactId],
  );

  useEffect(() => {
    mounted.current = true;
    let gone = false;
    void drafts.read(userId, contactId).then((stored) => {
      if (gone || touched.current || stored === '') return;
      latest.current = stored;
      setText(stored);
      noteDraft(contactId, stored);
    });
    const leave = (): void => {
      if (document.visibilityState === 'hidden') save();
    };
    document.addEventListener('visibilitychange', leave);
    return () => {
      gone = true;
      mounted.current = false;
      document.removeEventListener('visibilitychange', leave);
      save();
    };
  }, [userId, contactId, save]);

  return { text, change, prepend, forget };
};
