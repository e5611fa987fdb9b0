'use client';
import { ArrowDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { BandsBar, NumberField, type PartProps, useSaid } from './parts.tsx';

/** What decides, in the order in which it is asked for (rule T17): the chance of one passage, then that of the whole knowledge. */
const STEPS = [
  { what: 'answer', below: 'onward', Icon: ArrowDown, className: 'bg-ok-bg text-primary' },
  { what: 'ask', below: 'unknown', Icon: null, className: 'bg-info-bg text-info' },
] as const;

/** How sure the assistant must be to answer and, where it is not, to ask which is meant: two chances of two things, in no order. */
export function Certainty({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.answers');
  const said = useSaid();
  return (
    <ol className="flex flex-col gap-6 sm:gap-5">
      {STEPS.map(({ what, below, Icon, className }) => {
        const from = Number(draft[what]);
        return (
          <li key={what} className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(0,1fr)_13rem]">
            <div className="flex flex-col gap-1.5">
              <p className="text-list">{t(`${what}Of`)}</p>
              <BandsBar
                label={t(`${what}Bar`, { from })}
                bands={[
                  {
                    label: t(below),
                    from: 0,
                    to: from,
                    icon: Icon ? <Icon size={13} className="shrink-0" aria-hidden /> : null,
                    className: 'bg-hover text-muted',
                  },
                  { label: t(what), from, to: 100, className },
                ]}
              />
            </div>
            <NumberField
              label={t(`${what}From`)}
              unit={t('percent')}
              min={0}
              max={100}
              step="any"
              error={said(problem(`confidence.${what}`))}
              value={draft[what]}
              onChange={(value) => change({ [what]: value })}
            />
          </li>
        );
      })}
    </ol>
  );
}
