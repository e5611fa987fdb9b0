'use client';
import { type Messages, useTranslations } from 'use-intl';
import { Logo } from '../components/ui/logo.tsx';
import { LocaleProvider } from '../lib/i18n/locale.tsx';
import { NavLink } from '../lib/nav-link.tsx';

export function NotFoundScreen({ messages }: { messages: Partial<Messages> }) {
  return (
    <LocaleProvider messages={messages}>
      <Words />
    </LocaleProvider>
  );
}

function Words() {
  const t = useTranslations('notFound');
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 bg-panel px-6 text-center">
      <Logo size={40} />
      <h1 className="mt-2 text-head font-semibold tracking-tight">{t('title')}</h1>
      <p className="max-w-sm text-body text-muted">{t('hint')}</p>
      <NavLink
        href="/inbox"
        className="mt-3 inline-flex h-10 items-center rounded-md bg-primary px-4 font-medium text-on-primary hover:brightness-110"
      >
        {t('action')}
      </NavLink>
    </main>
  );
}
