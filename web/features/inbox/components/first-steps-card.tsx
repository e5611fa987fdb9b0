'use client';
import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { dismissSteps, noteStep, type Step, STEPS, useFirstSteps } from '../../../lib/first-steps.ts';
import { useLive } from '../../../lib/live/store.ts';
import { NavLink } from '../../../lib/nav-link.tsx';

/** The first four things to do; ticks itself, and can be waved away. */
export function FirstStepsCard({ className }: { className?: string }) {
  const t = useTranslations('firstSteps');
  const steps = useFirstSteps();
  const connected = useLive((store) =>
    Object.values(store.live.numbers).some(
      (number) => number.channel?.channel === 'whatsapp-web' && number.channel.state === 'ready',
    ),
  );
  useEffect(() => {
    if (connected) noteStep('connect');
  }, [connected]);
  if (!steps || steps.dismissed || STEPS.every((step) => steps.made.has(step))) return null;
  const next = STEPS.find((step) => !steps.made.has(step));
  const done = STEPS.filter((step) => steps.made.has(step)).length;
  return (
    <section
      aria-label={t('title')}
      className={clsx('w-full rounded-xl border border-line bg-bg text-left', className)}
    >
      <div className="flex items-center gap-2 py-2 pr-2 pl-4">
        <h2 className="flex-1 font-semibold">{t('title')}</h2>
        <span className="tabular text-meta text-muted">{t('progress', { done, all: STEPS.length })}</span>
        <IconButton size="sm" label={t('dismiss')} onClick={dismissSteps}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <ol className="border-t border-line py-1.5">
        {STEPS.map((step, index) => (
          <StepLine key={step} step={step} index={index} made={steps.made.has(step)} next={step === next} />
        ))}
      </ol>
    </section>
  );
}

function StepLine({ step, index, made, next }: { step: Step; index: number; made: boolean; next: boolean }) {
  const t = useTranslations('firstSteps');
  const action =
    'inline-flex min-h-8 shrink-0 items-center rounded text-list font-medium text-primary underline-offset-4 hover:underline';
  return (
    <li className="flex min-h-10 items-center gap-3 px-4">
      <span
        aria-hidden
        className={clsx(
          'tabular flex size-6 shrink-0 items-center justify-center rounded-full text-meta font-semibold',
          made
            ? 'bg-primary text-on-primary'
            : next
              ? 'border-2 border-primary text-primary'
              : 'border border-strong text-muted',
        )}
      >
        {made ? <Check size={14} strokeWidth={2.5} /> : index + 1}
      </span>
      <span className={clsx('flex-1 text-list', made && 'text-muted line-through decoration-1')}>
        {t(`step.${step}`)}
        {made ? <span className="sr-only"> ({t('done')})</span> : null}
      </span>
      {made ? null : step === 'message' ? (
        <NavLink href="/simulator" className={action}>
          {t('openSimulator')}
        </NavLink>
      ) : step === 'connect' ? (
        <NavLink href="/connect" className={action}>
          {t('connect')}
        </NavLink>
      ) : null}
    </li>
  );
}
