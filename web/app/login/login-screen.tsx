'use client';
import { type Messages, useTranslations } from 'use-intl';
import { AuthCard } from '../../features/auth/components/auth-card.tsx';
import { LoginForm } from '../../features/auth/components/login-form.tsx';
import { LocaleProvider } from '../../lib/i18n/locale.tsx';
import { useNavigate } from '../../lib/nav.ts';
import { nextPath } from '../../lib/next-path.ts';

export function LoginScreen({ messages }: { messages: Partial<Messages> }) {
  return (
    <LocaleProvider messages={messages}>
      <Login />
    </LocaleProvider>
  );
}

function Login() {
  const t = useTranslations('auth');
  const navigate = useNavigate();
  return (
    <AuthCard title={t('title')} subtitle={t('subtitle')}>
      <LoginForm onDone={() => navigate.replace(nextPath(window.location.search))} />
      <p className="mt-6 border-t border-line pt-4 text-meta text-muted">{t('firstTime')}</p>
    </AuthCard>
  );
}
