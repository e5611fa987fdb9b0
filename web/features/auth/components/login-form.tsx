'use client';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import { Eye, EyeOff } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { api, ApiError } from '../../../lib/api.ts';

type Problem = { text: string; requestId: string | null; until: number | null };

/** E-mail and password. Tells nobody whether it was the one or the other. */
export function LoginForm({
  email: knownEmail,
  onDone,
}: {
  email?: string;
  onDone: (session: SessionResponse) => void;
}) {
  const t = useTranslations('auth');
  const [email, setEmail] = useState(knownEmail ?? '');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const wait = useSecondsUntil(problem?.until ?? null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      onDone(await api.post<SessionResponse>('/api/auth/login', { email: email.trim(), password }));
    } catch (error) {
      setProblem(problemOf(error, t));
    } finally {
      setBusy(false);
    }
  };
  const watchCaps = (event: KeyboardEvent): void => setCapsLock(event.getModifierState('CapsLock'));

  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
      aria-describedby={problem ? 'login-problem' : undefined}
    >
      <Field label={t('email')}>
        {(ids) => (
          <Input
            {...ids}
            name="email"
            type="email"
            autoComplete="username"
            inputMode="email"
            required
            autoFocus={!knownEmail}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('password')} hint={capsLock ? t('capsLock') : undefined}>
        {(ids) => (
          <div className="relative">
            <Input
              {...ids}
              name="password"
              type={shown ? 'text' : 'password'}
              autoComplete="current-password"
              required
              autoFocus={Boolean(knownEmail)}
              className="pr-11"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              onKeyUp={watchCaps}
            />
            <button
              type="button"
              aria-pressed={shown}
              aria-label={t('showPassword')}
              title={t('showPassword')}
              onClick={() => setShown(!shown)}
              className="absolute inset-y-1 right-1 flex w-8 items-center justify-center rounded text-muted hover:text-fg"
            >
              {shown ? <EyeOff size={17} aria-hidden /> : <Eye size={17} aria-hidden />}
            </button>
          </div>
        )}
      </Field>
      <div
        id="login-problem"
        role="alert"
        className={problem ? 'rounded-md bg-danger-bg px-3 py-2 text-list text-danger' : '-mt-4'}
      >
        {problem ? (
          <>
            {wait > 0 ? t('tooMany', { seconds: wait }) : problem.text}
            {problem.requestId ? (
              <span className="block font-mono text-meta opacity-80">{problem.requestId}</span>
            ) : null}
          </>
        ) : null}
      </div>
      <Button type="submit" variant="primary" size="lg" busy={busy} disabled={wait > 0}>
        {t('signIn')}
      </Button>
    </form>
  );
}

const problemOf = (error: unknown, t: ReturnType<typeof useTranslations<'auth'>>): Problem => {
  if (!(error instanceof ApiError)) return { text: t('failed'), requestId: null, until: null };
  if (error.code === 'offline') return { text: t('offline'), requestId: null, until: null };
  if (error.code === 'rate_limited')
    return { text: t('wrong'), requestId: null, until: Date.now() + (error.retryAfter ?? 30) * 1000 };
  if (error.status === 401 || error.status === 422) return { text: t('wrong'), requestId: null, until: null };
  return { text: t('failed'), requestId: error.requestId, until: null };
};

const useSecondsUntil = (until: number | null): number => {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (until === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return until === null || now === 0 ? 0 : Math.max(0, Math.ceil((until - now) / 1000));
};
