'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useTranslations } from 'use-intl';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useHistory } from '../hooks/use-history.ts';
import { percentOf, stageOf, toneOf } from '../lib/guide.ts';
import { type Drop, unsteadyDrops } from '../lib/history.ts';
import { Account } from './account.tsx';
import { Card } from './card.tsx';
import { LinkDevice } from './link-device.tsx';
import { TryNow } from './renew.tsx';

/** Where the device stands with WhatsApp, and what to do next. */
export function WhatsAppCard({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect');
  const now = useNow(5_000);
  const times = useTimes();
  const mayConnect = useHasRole('owner');
  const stage = stageOf(number);
  const { account, channel, linkSince } = number;
  const { data: history } = useHistory(number);
  const drops = toneOf(stage) === 'ok' && history ? unsteadyDrops(history) : [];
  const percent = stage === 'syncing' ? percentOf(channel?.detail ?? null) : null;
  const since = stage === 'agent_offline' ? linkSince : (channel?.since ?? null);
  const isWaiting = stage === 'qr' || stage === 'pairing_code' || stage === 'expired' || stage === 'unconfirmed';
  return (
    <Card
      title={t('whatsapp.title')}
      tone={drops.length > 0 ? 'bad' : toneOf(stage)}
      status={
        drops.length > 0
          ? t('unsteady.status')
          : percent === null
            ? t(`stage.${stage}`)
            : t('syncingPercent', { percent })
      }
      note={
        since === null || isWaiting || drops.length > 0
          ? undefined
          : t('since', { time: times.duration(Math.max(1_000, now - since)) })
      }
    >
      {percent === null ? null : (
        <div className="h-1.5 overflow-hidden rounded-full bg-hover" aria-hidden>
          <div
            className="h-full rounded-full bg-info transition-[width] duration-150"
            style={{ width: `${percent}%` }}
          />
        </div>
      )}
      {drops.length > 0 ? (
        <Unsteady drops={drops} />
      ) : stage === 'unconfirmed' ? null : (
        <p className="text-list text-muted">{t(`next.${stage}`)}</p>
      )}
      {stage === 'simulated' ? (
        <NavLink
          href="/simulator"
          className="inline-flex min-h-6 self-start rounded text-list font-medium text-primary underline-offset-4 hover:underline"
        >
          {t('openSimulator')}
        </NavLink>
      ) : null}
      {stage === 'failed' && channel?.detail ? (
        <figure className="rounded-lg bg-panel p-3">
          <figcaption className="text-meta text-muted">{t('agentSays')}</figcaption>
          <p lang="en" className="mt-1 font-mono text-meta break-words">
            {channel.detail}
          </p>
        </figure>
      ) : null}
      {(stage === 'conflict' || stage === 'failed') && mayConnect ? <TryNow number={number} /> : null}
      {stage === 'ready' && account ? <Account number={number} account={account} /> : null}
      {isWaiting ? (
        mayConnect ? (
          <LinkDevice number={number} />
        ) : (
          <p className="text-list text-muted">{t('onlyOwner')}</p>
        )
      ) : null}
    </Card>
  );
}

/** It is there, and was not again and again: how often, why, and what helps. */
function Unsteady({ drops }: { drops: Drop[] }) {
  const t = useTranslations('connect');
  const cause = drops[0]?.cause ?? 'agent_offline';
  const isAgent = cause === 'agent_offline';
  return (
    <p className="text-list text-muted">
      {t('unsteady.why', { count: drops.length, cause: t(isAgent ? 'agent.offline' : `stage.${cause}`) })}{' '}
      {isAgent ? t('unsteady.agent') : t(`next.${cause}`)}
    </p>
  );
}
