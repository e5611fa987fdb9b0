'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useNavigate } from '../../../lib/nav.ts';
import { toast } from '../../../lib/toast.ts';

/** Asks before the page is closed, and reminds whoever looks at another screen that something waits to be saved. */
export const useUnsaved = (changed: boolean, path: string): void => {
  const t = useTranslations('playbook.bar');
  const navigate = useNavigate();
  useEffect(() => {
    if (!changed) return;
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, [changed]);
  const leaving = useRef<() => void>(undefined);
  leaving.current = changed
    ? () => toast('info', t('left'), { action: { label: t('back'), run: () => navigate.push(path) } })
    : undefined;
  useEffect(() => () => leaving.current?.(), []);
};
