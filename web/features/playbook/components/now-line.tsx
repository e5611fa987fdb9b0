'use client';
import type { LocalMoment } from '@oconnector/protocol/model/hours.ts';
import { CircleAlert, DoorClosed, DoorOpen } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useNow } from '../../../lib/use-time.ts';
import type { Draft } from '../lib/draft.ts';
import { type Standing, standingAt } from '../lib/now.ts';

/** From here on a weekday alone would be that of the week after. */
const WEEK_DAYS = 7;

const useMoment = () => {
  const t = useTranslations('playbook');
  const two = (part: number): string => String(part).padStart(2, '0');
  const dateOf = ({ date: { day, month } }: LocalMoment): string => t('now.date', { day: two(day), month: two(month) });
  return {
    until: (moment: LocalMoment): string => {
      const time = moment.at === '24:00' ? t('now.midnight') : moment.at;
      return moment.days === 0 ? time : t('now.untilDay', { day: t(`days.${moment.weekday}`), time });
    },
    from: (moment: LocalMoment): string => {
      const { at: time, days } = moment;
      const day = t(`days.${moment.weekday}`);
      if (days === 0) return t('now.today', { time });
      if (days === 1) return t('now.tomorrow', { time });
      return days < WEEK_DAYS ? t('now.onDay', { day, time }) : t('now.onDate', { day, date: dateOf(moment), time });
    },
  };
};

const useWords = (standing: Standing): string => {
  const t = useTranslations('playbook.now');
  const moment = useMoment();
  switch (standing.kind) {
    case 'open':
      return t('open', { when: moment.until(standing.until) });
    case 'closed': {
      const when = moment.from(standing.next);
      return standing.holiday === null ? t('closed', { when }) : t('holiday', { name: standing.holiday, when });
    }
    default:
      return t(standing.kind);
  }
};

const LOOK = {
  open: { Icon: DoorOpen, tone: 'bg-ok-bg text-primary' },
  closed: { Icon: DoorClosed, tone: 'bg-hover text-fg' },
  doubt: { Icon: CircleAlert, tone: 'bg-warn-bg text-warn' },
};

const lookOf = ({ kind }: Standing): (typeof LOOK)[keyof typeof LOOK] =>
  kind === 'open' || kind === 'always' ? LOOK.open : kind === 'closed' ? LOOK.closed : LOOK.doubt;

/** Whether the business is open at this moment, as the product itself counts it. `unsaved`: the hours on the screen are not those that hold. */
export function NowLine({ draft, unsaved }: { draft: Draft; unsaved: boolean }) {
  const t = useTranslations('playbook.now');
  const standing = standingAt(draft, useNow());
  const words = useWords(standing);
  const { Icon, tone } = lookOf(standing);
  return (
    <div role="status" className={`flex items-start gap-2.5 rounded-lg px-3.5 py-3 ${tone}`}>
      <Icon size={18} className="mt-px shrink-0" aria-hidden />
      <p className="text-body">
        <span className="font-medium">{words}</span>
        {unsaved ? <span className="block text-meta">{t('unsaved')}</span> : null}
      </p>
    </div>
  );
}
