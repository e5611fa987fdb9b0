'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { contactName } from '../../../lib/contact.ts';
import { useLive } from '../../../lib/live/store.ts';
import { whatOf, wordsOf } from '../../../lib/media/what.ts';

/** A screen reader gets at most one announcement in this time. */
const EVERY_MS = 2_000;

/** "Maria: vocês entregam hoje?" for what comes in after the thread was opened. */
export const useAnnouncement = (contactId: string): string => {
  const t = useTranslations('thread');
  const last = useLive((store) => store.live.threads[contactId]?.messages.at(-1));
  const name = useLive((store) => {
    const row = store.live.rows[contactId];
    return row ? contactName(row.contact) : '';
  });
  const [words, setWords] = useState('');
  const said = useRef(last?.seq ?? 0);
  useEffect(() => {
    if (!last || last.direction !== 'in' || last.seq <= said.current) return;
    const timer = setTimeout(() => {
      said.current = last.seq;
      setWords(
        t('announce', {
          name,
          text: (last.content.type === 'text'
            ? last.content.text
            : [t(`media.${whatOf(last.content)}`), wordsOf(last.content)].filter((words) => words !== '').join(', ')
          ).slice(0, 200),
        }),
      );
    }, EVERY_MS / 2);
    return () => clearTimeout(timer);
  }, [last, name, t]);
  return words;
};
