'use client';
import { Plus, SmartphoneNfc } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Empty, Failure } from '../../../components/ui/states.tsx';
import { Phone } from '../../../features/simulator/components/phone.tsx';
import { formatPhone } from '../../../lib/phone.ts';
import { holdPhones, retryPhones, usePhones } from '../../../features/simulator/hooks/use-phones.ts';

// Beside the phone, which is what people came for: it may come a moment later.
const Backstage = dynamic(
  () => import('../../../features/simulator/components/backstage.tsx').then((module) => module.Backstage),
  { ssr: false },
);
const Controls = dynamic(
  () => import('../../../features/simulator/components/controls.tsx').then((module) => module.Controls),
  // As high as what comes.
  { ssr: false, loading: () => <div className="h-[206px] border-b border-line" /> },
);
const PhonePicker = dynamic(() => import('../../../features/simulator/components/phone-picker.tsx'), { ssr: false });

/** Phones at the left, what happens behind them at the right; below 900 px the phone comes first. */
export function SimulatorScreen() {
  const t = useTranslations('simulator');
  const { line, phones } = usePhones();
  const [active, setActive] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  useEffect(() => holdPhones(), []);
  useEffect(() => {
    document.title = `${t('title')} · oConnector`;
  }, [t]);
  const shown = phones.find((phone) => phone.phone === active) ?? phones[0];

  if (line.state === 'none')
    return (
      <Empty page icon={<SmartphoneNfc size={20} aria-hidden />} title={t('none')}>
        {t('noneHint')}
      </Empty>
    );
  if (line.state === 'failed' && phones.every((phone) => phone.shop === null))
    return <Failure page title={t('failed')} error={line.error} onRetry={retryPhones} />;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto md:flex-row md:overflow-hidden">
      <div className="flex h-[min(100%,780px)] shrink-0 flex-col bg-thread md:h-auto md:min-w-0 md:flex-1 md:shrink">
        <div className="flex h-14 shrink-0 items-center justify-between gap-3 px-4 md:px-6">
          <h1 className="text-title font-semibold tracking-tight">{t('title')}</h1>
          <div className="flex items-center gap-3">
            {line.state === 'open' ? null : (
              <span role="status" className="text-meta text-muted">
                {t('connecting')}
              </span>
            )}
            <Button size="sm" onClick={() => setPicking(true)} icon={<Plus size={15} aria-hidden />}>
              {t('addPhone')}
            </Button>
          </div>
        </div>
        <div className="flex min-h-0 flex-1 snap-x snap-mandatory overflow-x-auto sm:gap-6 sm:px-6 sm:pb-6">
          {phones.map((phone, index) => (
            <div
              key={phone.phone}
              className="flex min-h-0 w-full shrink-0 snap-center justify-center sm:w-auto sm:first:ml-auto sm:last:mr-auto"
            >
              <div className="flex h-full w-full justify-center sm:max-h-[780px] sm:w-[min(390px,calc(100vw-48px))] sm:self-center">
                <Phone
                  phone={phone}
                  first={index === 0}
                  active={phone === shown}
                  closable={phones.length > 1}
                  onActivate={() => setActive(phone.phone)}
                />
              </div>
            </div>
          ))}
        </div>
      </div>
      {shown ? (
        <aside
          aria-label={t('behind')}
          className="flex shrink-0 flex-col border-t border-line bg-bg md:w-[400px] md:border-t-0 md:border-l"
        >
          <div className="border-b border-line px-4 py-3.5">
            <p className="truncate font-semibold">
              <bdi>{shown.name ?? formatPhone(shown.phone)}</bdi>
            </p>
            <p className="tabular text-meta text-muted">{formatPhone(shown.phone)}</p>
          </div>
          <Controls phone={shown} />
          <Backstage key={shown.phone} phone={shown} />
        </aside>
      ) : null}
      {picking ? <PhonePicker onClose={() => setPicking(false)} onOpened={setActive} /> : null}
    </div>
  );
}
