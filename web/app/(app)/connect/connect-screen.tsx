'use client';
import { Smartphone } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Select } from '../../../components/ui/field.tsx';
import { Empty, Failure, StaleBadge, useDelayedLoading } from '../../../components/ui/states.tsx';
import { AgentCard } from '../../../features/connect/components/agent-card.tsx';
import { TestCard } from '../../../features/connect/components/test-card.tsx';
import { WhatsAppCard } from '../../../features/connect/components/whatsapp-card.tsx';
import { useNumbersQuery } from '../../../features/shell/hooks/use-numbers.ts';
import { MoreWords } from '../../../lib/i18n/more-words.tsx';
import portuguese from '../../../messages/connect.pt-BR.json';
import { useLive } from '../../../lib/live/store.ts';
import { setQuery, useQueryParam } from '../../../lib/nav.ts';

const HistoryCard = dynamic(() => import('../../../features/connect/components/history-card.tsx'), { ssr: false });

const PORTUGUESE = { connect: portuguese };
const english = async () => ({ connect: (await import('../../../messages/connect.en.json')).default });

/** A number's way to WhatsApp, in three steps: its agent, its device, a first message. */
export function ConnectScreen() {
  return (
    <MoreWords portuguese={PORTUGUESE} english={english}>
      <Screen />
    </MoreWords>
  );
}

function Screen() {
  const t = useTranslations('connect');
  const { numbers, isPending, error, refetch } = useNumbersQuery();
  const loading = useDelayedLoading(isPending);
  const connection = useLive((store) => store.connection);
  const wanted = useQueryParam('n');
  const number = numbers.find(({ numberId }) => numberId === wanted) ?? numbers[0];
  useEffect(() => {
    document.title = `${t('title')} · oConnector`;
  }, [t]);
  const isOld = connection.state === 'offline' || connection.state === 'reconnecting';

  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {number && isOld ? <StaleBadge since={connection.since} onRetry={refetch} /> : null}
      <div className="mx-auto flex w-full max-w-2xl flex-col gap-4 px-4 py-5 md:py-8">
        <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h1 className="text-head font-semibold tracking-tight">{t('title')}</h1>
            <p className="mt-1 max-w-prose text-list text-muted">{t('intro')}</p>
          </div>
          {numbers.length > 1 ? (
            <Select
              aria-label={t('number')}
              value={number?.numberId}
              onChange={(event) => setQuery({ n: event.target.value }, 'replace')}
              className="w-56!"
            >
              {numbers.map(({ numberId, name }) => (
                <option key={numberId} value={numberId}>
                  {name}
                </option>
              ))}
            </Select>
          ) : null}
        </header>
        {number ? (
          <div key={number.numberId} className="flex flex-col gap-4">
            <AgentCard number={number} />
            <WhatsAppCard number={number} />
            <TestCard number={number} />
            <HistoryCard number={number} />
          </div>
        ) : isPending ? (
          <div aria-busy className="flex flex-col gap-4">
            {loading
              ? [120, 360, 90].map((height) => <div key={height} className="skeleton rounded-xl!" style={{ height }} />)
              : null}
          </div>
        ) : error ? (
          <Failure title={t('failed')} error={error} onRetry={refetch} />
        ) : (
          <Empty icon={<Smartphone size={20} aria-hidden />} title={t('noNumbers')}>
            {t('noNumbersHint')}
          </Empty>
        )}
      </div>
    </div>
  );
}
