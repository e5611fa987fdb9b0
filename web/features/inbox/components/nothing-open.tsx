'use client';
import { useTranslations } from 'use-intl';
import { Kbd } from '../../../components/ui/badge.tsx';
import { SHORTCUTS } from '../../../lib/shortcuts.ts';
import { FirstStepsCard } from './first-steps-card.tsx';

/** The middle of the screen while no conversation is open. */
export function NothingOpen() {
  const t = useTranslations('nothingOpen');
  const words = useTranslations('shortcuts');
  return (
    <section
      aria-label={t('title')}
      className="hidden min-w-0 flex-1 items-center justify-center overflow-y-auto bg-thread p-8 md:flex"
    >
      <div className="w-full max-w-md">
        <FirstStepsCard className="mb-8" />
        <h2 className="text-center font-medium">{t('title')}</h2>
        <dl className="mx-auto mt-4 grid grid-cols-2 gap-x-8 gap-y-1">
          {SHORTCUTS.slice(0, 8).map(({ keys, does }) => (
            <div key={does} className="flex min-h-8 items-center justify-between gap-2 text-list text-muted">
              <dt>{words(does)}</dt>
              <dd className="flex gap-1">
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
