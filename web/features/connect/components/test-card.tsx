'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useTranslations } from 'use-intl';
import { useLive } from '../../../lib/live/store.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { stageOf } from '../lib/guide.ts';
import { Card } from './card.tsx';

/** The proof: somebody writes, and it arrives. */
export function TestCard({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect.test');
  const stage = stageOf(number);
  const since = number.channel?.since ?? 0;
  const arrived = useLive((store) =>
    Object.values(store.live.rows).some(
      (row) => row.numberId === number.numberId && row.lastAt > since && row.inboundCount > 0,
    ),
  );
  if (stage !== 'ready') return null;
  return (
    <Card title={t('title')} tone={arrived ? 'ok' : 'wait'} status={t(arrived ? 'arrived' : 'waiting')}>
      {arrived ? (
        <NavLink
          href="/inbox"
          className="inline-flex min-h-6 self-start rounded text-list font-medium text-primary underline-offset-4 hover:underline"
        >
          {t('open')}
        </NavLink>
      ) : (
        <p className="text-list text-muted">{t('hint')}</p>
      )}
    </Card>
  );
}
