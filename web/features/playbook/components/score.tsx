'use client';
import { Flame, Snowflake, Sun } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { BandsBar, NumberField, type PartProps, Section, useSaid } from './parts.tsx';
import { Weights } from './weights.tsx';
import { WhatIf, type WhatIfProps } from './what-if.tsx';

/** From where a lead is warm and hot, what each signal is worth, and what that would make of the latest leads: whoever may read may try (rule L10). */
export function ScoreSection({ onForget, ...part }: PartProps & Pick<WhatIfProps, 'onForget'>) {
  const t = useTranslations('playbook.score');
  const said = useSaid();
  const { draft, change, problem } = part;
  return (
    <Section name="score">
      <Temperatures {...part} />
      <NumberField
        label={t('halfLife')}
        hint={t('halfLifeHint')}
        unit={t('days', { count: Number(draft.halfLifeDays) })}
        min={0.5}
        max={365}
        step="any"
        error={said(problem('halfLifeDays'))}
        value={draft.halfLifeDays}
        onChange={(halfLifeDays) => change({ halfLifeDays })}
      />
      <Weights {...part} />
      <WhatIf draft={draft} readOnly={part.readOnly} onForget={onForget} />
    </Section>
  );
}

function Temperatures({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.score');
  const words = useTranslations('lead.temperature');
  const said = useSaid();
  const [warm, hot] = [Number(draft.warm), Number(draft.hot)];
  const icon = { size: 13, 'aria-hidden': true, className: 'shrink-0' } as const;
  const order = problem('temperature');
  return (
    <div className="flex flex-col gap-4">
      <BandsBar
        label={t('bar', { warm, hot })}
        bands={[
          { label: words('cold'), from: 0, to: warm, icon: <Snowflake {...icon} />, className: 'bg-cold-bg text-cold' },
          { label: words('warm'), from: warm, to: hot, icon: <Sun {...icon} />, className: 'bg-warm-bg text-warm' },
          { label: words('hot'), from: hot, to: 100, icon: <Flame {...icon} />, className: 'bg-hot-bg text-hot' },
        ]}
      />
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        {(['warm', 'hot'] as const).map((what) => (
          <NumberField
            key={what}
            label={t(what)}
            unit={t('points')}
            min={0}
            max={100}
            step="any"
            error={said(problem(`temperature.${what}`) ?? (order?.word === 'warmBeforeHot' ? order : null))}
            value={draft[what]}
            onChange={(value) => change({ [what]: value })}
          />
        ))}
      </div>
    </div>
  );
}
