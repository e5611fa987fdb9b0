'use client';
import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { usePathname } from '../../../lib/nav.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { numberState } from '../../../lib/number-state.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useNumbers } from '../hooks/use-numbers.ts';

/** An agent that restarts is back sooner; what it holds for a moment alarms nobody. */
const HELD_BACK_MS = 4_000;

/** Over every screen while a number that was connected is not: which, since when, and the way to put it right. */
export default function NumberBanner() {
  const t = useTranslations('banner');
  const here = usePathname().startsWith('/connect');
  const down = useNumbers().filter((number) => ['offline', 'attention'].includes(numberState(number)));
  const [first] = down;
  const key = down.map(({ numberId }) => numberId).join();
  const [shown, setShown] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setShown(key), key === '' ? 0 : HELD_BACK_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const now = useNow(5_000);
  const times = useTimes();
  if (here || !first || shown !== key) return null;
  const since = first.link === 'offline' ? first.linkSince : (first.channel?.since ?? first.linkSince);
  const time = times.duration(Math.max(1_000, now - (since ?? now)));
  const why = first.link === 'offline' ? t('agentOffline', { time }) : t('attention', { time });
  return (
    <div
      role="status"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 bg-danger-bg px-4 py-2 text-list text-danger"
    >
      <Unplug size={16} className="shrink-0" aria-hidden />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">{down.length > 1 ? t('several', { count: down.length }) : first.name}</strong>
        {' · '}
        {why}
      </p>
      <NavLink
        href={`/connect?n=${first.numberId}`}
        className="inline-flex min-h-6 items-center rounded font-medium underline underline-offset-2"
      >
        {t('open')}
      </NavLink>
    </div>
  );
}
