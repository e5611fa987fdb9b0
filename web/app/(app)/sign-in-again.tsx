'use client';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import type { SessionUser } from '@oconnector/protocol/model/user.ts';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../components/ui/dialog.tsx';
import { LoginForm } from '../../features/auth/components/login-form.tsx';

/** The session ended: asked for over the page, so that what was typed stays. */
export default function SignInAgain({
  user,
  onDone,
}: {
  user: SessionUser;
  onDone: (session: SessionResponse) => void;
}) {
  const t = useTranslations('auth');
  return (
    <Dialog open locked onOpenChange={() => undefined} title={t('expired')} description={t('expiredHint')}>
      <LoginForm email={user.email} onDone={onDone} />
    </Dialog>
  );
}
