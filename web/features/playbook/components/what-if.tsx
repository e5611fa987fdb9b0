'use client';
import type { Score } from '@oconnector/protocol/model/score.ts';
import clsx from 'clsx';
import { ArrowRight, Scale } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { TemperatureBadge } from '../../../components/temperature.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Failure } from '../../../components/ui/states.tsx';
import { type Replayed, useWhatIf } from '../hooks/use-what-if.ts';
import { weighingOf } from '../lib/weighing.ts';
import type { PartProps } from './parts.tsx';

export type WhatIfProps = Pick<PartProps, 'draft' | 'readOnly'> & {
  /** Back to the saved numbers, for whoever tries others and cannot save them; null: there is nothing to forget. */
  onForget: (() => void) | null;
};

/** What the numbers on the screen would make of the latest leads (rule L10): changes nothing, and may be asked by whoever may read. */
export function WhatIf({ draft, readOnly, onForget }: WhatIfProps) {
  const t = useTranslations('playbook.whatIf');
  const run = useWhatIf();
  const weighing = weighingOf(draft);
  const stale = run.data !== undefined && JSON.stringify(run.variables) !== JSON.stringify(weighing);
  return (
    <div className="rounded-lg bg-panel p-3.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          size="sm"
          busy={run.isPending}
          disabled={weighing === null}
          icon={<Scale size={15} aria-hidden />}
          onClick={() => weighing && run.mutate(weighing)}
        >
          {t(run.data ? 'again' : 'run')}
        </Button>
        <p className={clsx('min-w-48 flex-1 text-meta', stale || weighing === null ? 'text-warn' : 'text-muted')}>
          {t(weighing === null ? 'wrong' : stale ? 'stale' : readOnly ? 'trial' : 'hint')}
        </p>
        {onForget ? (
          <Button size="sm" variant="ghost" onClick={onForget}>
            {t('forget')}
          </Button>
        ) : null}
      </div>
      <div aria-live="polite" className={clsx(stale && 'opacity-60')}>
        {run.isError ? <Failure compact title={t('failed')} error={run.error} /> : null}
        {run.data ? <Table rows={run.data} /> : null}
      </div>
    </div>
  );
}

function Table({ rows }: { rows: readonly Replayed[] }) {
  const t = useTranslations('playbook.whatIf');
  if (rows.length === 0) return <p className="mt-3 text-list text-muted">{t('empty')}</p>;
  const moved = rows.filter(({ current, replayed }) => current.temperature !== replayed.temperature).length;
  return (
    <>
      <p className="mt-3 text-list font-medium">{t('moved', { moved, of: rows.length })}</p>
      <table className="mt-2 w-full text-list">
        <thead className="text-left text-meta text-muted">
          <tr>
            <th className="py-1 pr-2 font-normal">{t('contact')}</th>
            <th className="px-2 py-1 font-normal">{t('before')}</th>
            <th className="py-1 pl-2 font-normal">{t('after')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {rows.map(({ contactId, name, current, replayed }) => (
            <tr key={contactId}>
              <th scope="row" className="max-w-0 truncate py-1.5 pr-2 text-left font-normal">
                <bdi>{name}</bdi>
              </th>
              <td className="w-32 px-2 py-1.5">
                <Counted score={current} />
              </td>
              <td className="w-36 py-1.5 pl-2">
                {isSame(current, replayed) ? (
                  <span className="text-muted">{t('same')}</span>
                ) : (
                  <span className="flex items-center gap-1.5">
                    <ArrowRight size={13} className="shrink-0 text-muted" aria-hidden />
                    <Counted score={replayed} />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const isSame = (left: Score, right: Score): boolean =>
  Math.round(left.total) === Math.round(right.total) && left.temperature === right.temperature;

function Counted({ score: { total, temperature } }: { score: Score }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className="tabular w-6 text-right font-medium">{Math.round(total)}</span>
      <TemperatureBadge temperature={temperature} />
    </span>
  );
}
