'use client';
import { useEffect } from 'react';
import { Toaster } from 'sonner';
import { useTranslations } from 'use-intl';
import { toasterMounted } from '../lib/toast.ts';
import { useTheme } from '../lib/theme.ts';

/** Where toasts stand; mounted with the first one. */
export default function Toasts() {
  const t = useTranslations('common');
  useEffect(toasterMounted, []);
  return (
    <Toaster
      theme={useTheme() ?? 'system'}
      position="top-center"
      // Below the header of the thread, above nobody's composer.
      offset={76}
      mobileOffset={72}
      containerAriaLabel={t('notifications')}
      toastOptions={{
        style: {
          background: 'var(--bg)',
          color: 'var(--fg)',
          border: '1px solid var(--line)',
          boxShadow: 'var(--shadow)',
          fontFamily: 'var(--font-sans)',
        },
        actionButtonStyle: { background: 'var(--primary)', color: 'var(--on-primary)' },
      }}
    />
  );
}
