'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import { Failure } from '../../../components/ui/states.tsx';
import { wholeSeconds } from '../../../lib/time.ts';
import { useTimes } from '../../../lib/use-time.ts';
import { useHistory } from '../hooks/use-history.ts';
import type { Tone } from '../lib/guide.ts';
import { type Drop, dropsOf, percentReady, segmentsOf } from '../lib/history.ts';
import { Card } from './card.tsx';

const FILL: Record<Tone, string> = { ok: 'bg-primary', busy: 'bg-info', wait: 'bg-strong', bad: 'bg-danger' };
/** Most drops that are listed; the strip has all of them. */
const LISTED = 5;

/** How the number stood in the last day: a strip, and each drop with its cause and what came in later. */
export default function HistoryCard({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect.history');
  const { data, error, refetch } = useHistory(number);
  if (error && !data) return <Failure compact title={t('failed')} error={error} onRetry={() => void refetch()} />;
  const percent = data ? percentReady(data) : null;
  // Never ready: there is nothing to tell yet.
  if (!data || percent === null) return null;
  const drops = dropsOf(data);
  return (
    <Card
      title={t('title')}
      tone={drops[0]?.to === null ? 'bad' : drops.length === 0 ? 'ok' : 'wait'}
      status={t('drops', { count: drops.length })}
      note={t('share', { percent })}
    >
      <div>
        <div
          role="img"
          aria-label={t('chart', { percent, count: drops.length })}
          className="flex h-3 gap-px overflow-hidden rounded-full bg-hover"
        >
          {segmentsOf(data).map(({ share, tone }, n) => (
            <span
              key={n}
              className={clsx('min-w-px', tone ? FILL[tone] : '', tone === 'bad' && 'min-w-1!')}
              style={{ flexGrow: share, flexBasis: 0 }}
            />
          ))}
        </div>
        <p aria-hidden className="mt-1.5 flex justify-between text-meta text-muted">
          <span>{t('start')}</span>
          <span>{t('end')}</span>
        </p>
      </div>
      {drops.length > 0 ? (
        <ul className="flex flex-col divide-y divide-line">
          {drops.slice(0, LISTED).map((drop) => (
            <DropLine key={drop.from} drop={drop} now={data.to} />
          ))}
        </ul>
      ) : null}
      {drops.length > LISTED ? (
        <p className="text-meta text-muted">{t('earlier', { count: drops.length - LISTED })}</p>
      ) : null}
    </Card>
  );
}

function DropLine({ drop: { from, to, cause, missed }, now }: { drop: Drop; now: number }) {
  const t = useTranslations('connect');
  const times = useTimes();
  return (
    <li className="grid grid-cols-[6.25rem_1fr_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 text-list first:pt-0 last:pb-0">
      <span className="tabular whitespace-nowrap text-muted" title={times.full(from)}>
        {times.clock(from)} – {to === null ? t('history.end') : times.clock(to)}
      </span>
      <span className="min-w-0 font-medium">{t(cause === 'agent_offline' ? 'agent.offline' : `stage.${cause}`)}</span>
      <span className="tabular text-muted">{times.duration(wholeSeconds((to ?? now) - from))}</span>
      {missed > 0 ? <span className="col-start-2 text-muted">{t('history.missed', { count: missed })}</span> : null}
    </li>
  );
}
