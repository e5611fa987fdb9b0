'use client';
import type { ScoreResponse } from '@oconnector/protocol/api/score.ts';
import type { Score } from '@oconnector/protocol/model/score.ts';
import { Check, CircleDashed, Lock } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Failure, useDelayedLoading } from '../../../components/ui/states.tsx';
import { useScore } from '../hooks/use-score.ts';
import { BANT } from '../lib/bant.ts';
import { LeadWords } from './lead-words.tsx';
import { Ledger } from './ledger.tsx';
import { ScoreMenu, type ScoreAction } from './score-menu.tsx';
import { TemperatureBadge } from '../../../components/temperature.tsx';

const ScoreDialog = dynamic(() => import('./score-dialog.tsx'), { ssr: false });

/** How good a lead the contact is, and each sentence that says so. */
export default function ScoreCard({ contactId }: { contactId: string }) {
  return (
    <LeadWords>
      <Card contactId={contactId} />
    </LeadWords>
  );
}

function Card({ contactId }: { contactId: string }) {
  const t = useTranslations('lead');
  const query = useScore(contactId);
  const loading = useDelayedLoading(query.isPending);
  if (query.data) return <Shown contactId={contactId} held={query.data} />;
  if (query.isError)
    return <Failure compact title={t('loadFailed')} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div aria-busy className="flex min-h-28 items-center gap-4 px-5 py-4">
      {loading ? (
        <>
          <div className="skeleton size-14 rounded-full!" />
          <div className="flex-1 space-y-3">
            <div className="skeleton h-3 w-2/5" />
            <div className="skeleton h-3 w-4/5" />
          </div>
        </>
      ) : null}
    </div>
  );
}

function Shown({ contactId, held }: { contactId: string; held: ScoreResponse }) {
  const t = useTranslations('lead');
  const [action, setAction] = useState<ScoreAction | null>(null);
  const { score, ledger, outcome } = held;
  return (
    <section aria-label={t('title')} className="px-5 py-4">
      <div className="flex items-center gap-3">
        <Total score={score} />
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-1.5">
            <TemperatureBadge temperature={score.temperature} />
            <span
              className="rounded-full border border-line px-2 py-0.5 text-meta font-semibold tabular-nums"
              title={t('gradeHint')}
            >
              {score.grade}
            </span>
            {score.locked ? (
              <span className="inline-flex items-center gap-1 text-meta text-muted">
                <Lock size={12} aria-hidden />
                {t('locked')}
              </span>
            ) : null}
          </p>
          <p className="mt-1 text-list">{t(`stage.${score.stage}`)}</p>
          {score.frozen ? <p className="text-meta text-muted">{t('frozen')}</p> : null}
          {score.capped ? (
            <p className="text-meta text-muted">{t('capped', { reason: t(`reasons.${score.capped}`) })}</p>
          ) : null}
          {outcome ? (
            <p className="text-meta text-muted">
              {t(`outcome.${outcome.result}`, { by: outcome.by })}
              {outcome.reason ? ` · ${outcome.reason}` : ''}
            </p>
          ) : null}
        </div>
        <ScoreMenu locked={score.locked} onChoose={setAction} />
      </div>
      <dl className="mt-3 space-y-2">
        <Bar label={t('axis.fit')} hint={t('axisHint.fit')} value={score.fit} />
        <Bar label={t('axis.intent')} hint={t('axisHint.intent')} value={score.intent} />
      </dl>
      <Known score={score} />
      <Ledger contactId={contactId} ledger={ledger} />
      {action ? (
        <ScoreDialog contactId={contactId} action={action} score={score} onClose={() => setAction(null)} />
      ) : null}
    </section>
  );
}

function Total({ score }: { score: Score }) {
  const t = useTranslations('lead');
  const total = Math.round(score.total);
  return (
    <span
      role="img"
      aria-label={t('total', { total })}
      className="relative flex size-14 shrink-0 items-center justify-center rounded-full"
      style={{ background: `conic-gradient(var(--primary) ${total}%, var(--line) 0)` }}
    >
      <span className="flex size-11.5 items-center justify-center rounded-full bg-bg text-title font-semibold tabular-nums">
        {total}
      </span>
    </span>
  );
}

function Bar({ label, hint, value }: { label: string; hint: string; value: number }) {
  const shown = Math.round(value);
  return (
    <div title={hint} className="grid grid-cols-[5.5rem_1fr_2rem] items-center gap-2">
      <dt className="text-meta text-muted">{label}</dt>
      <dd className="h-1.5 overflow-hidden rounded-full bg-line" aria-hidden>
        <span className="block h-full rounded-full bg-primary" style={{ width: `${shown}%` }} />
      </dd>
      <dd className="text-right text-meta tabular-nums">{shown}</dd>
    </div>
  );
}

function Known({ score }: { score: Score }) {
  const t = useTranslations('lead.bant');
  return (
    <ul aria-label={t('label', { known: score.known.length })} className="mt-3 flex flex-wrap gap-x-3 gap-y-1">
      {BANT.map((field) => {
        const known = score.known.includes(field);
        const Icon = known ? Check : CircleDashed;
        return (
          <li
            key={field}
            className={`inline-flex items-center gap-1 text-meta ${known ? 'font-medium' : 'text-muted'}`}
          >
            <Icon size={13} className={known ? 'text-primary' : ''} aria-hidden />
            {t(field)}
            <span className="sr-only">{known ? t('isKnown') : t('isUnknown')}</span>
          </li>
        );
      })}
    </ul>
  );
}
