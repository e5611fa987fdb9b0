import type { Temperature } from '@oconnector/protocol/model/score.ts';
import { Flame, Snowflake, Sun } from 'lucide-react';
import { useTranslations } from 'use-intl';
import clsx from 'clsx';

const LOOK: Record<Temperature, { Icon: typeof Flame; className: string }> = {
  cold: { Icon: Snowflake, className: 'bg-cold-bg text-cold' },
  warm: { Icon: Sun, className: 'bg-warm-bg text-warm' },
  hot: { Icon: Flame, className: 'bg-hot-bg text-hot' },
};

/** How near a lead is to buying, in a word. */
export function TemperatureBadge({ temperature, className }: { temperature: Temperature; className?: string }) {
  const t = useTranslations('lead.temperature');
  const { Icon, className: tone } = LOOK[temperature];
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-meta font-semibold',
        tone,
        className,
      )}
    >
      <Icon size={13} aria-hidden />
      {t(temperature)}
    </span>
  );
}
