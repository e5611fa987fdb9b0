'use client';
import { Users } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import type { Clash } from '../lib/merge.ts';
import { useFieldWords } from './field-words.ts';

type Props = { clashes: readonly Clash[]; onTake: (clash: Clash) => void; onClose: () => void };

/** Somebody else saved: what came of it, and what both changed (rule P7). */
export function Overtaken({ clashes, onTake, onClose }: Props) {
  const t = useTranslations('playbook.overtaken');
  const { nameOf, valueOf } = useFieldWords();
  return (
    <div
      role="alert"
      tabIndex={-1}
      data-overtaken
      className="mb-5 scroll-mt-4 rounded-lg border border-warn/40 bg-warn-bg p-4 text-list outline-none"
    >
      <p className="flex items-center gap-2 font-semibold text-warn">
        <Users size={16} className="shrink-0" aria-hidden />
        {t('title')}
      </p>
      <p className="mt-1">{t('text')}</p>
      {clashes.length > 0 ? (
        <>
          <p className="mt-3 font-medium">{t('both')}</p>
          <ul className="mt-1 divide-y divide-warn/25">
            {clashes.map((clash) => {
              const field = nameOf(clash.path);
              return (
                <li key={clash.path.join('.')} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
                  <span className="min-w-40 flex-1">
                    <span className="block first-letter:uppercase">{field}</span>
                    <bdi className="anytext line-clamp-2 block text-meta text-muted">
                      {t('theirs', { value: valueOf(clash) })}
                    </bdi>
                  </span>
                  <Button size="sm" aria-label={t('take', { field })} onClick={() => onTake(clash)}>
                    {t('takeShort')}
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      ) : null}
      <Button size="sm" className="mt-3" onClick={onClose}>
        {t('close')}
      </Button>
    </div>
  );
}
