'use client';
import { OpenSpan } from '@oconnector/protocol/model/playbook.ts';
import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { useTranslations } from 'use-intl';
import * as z from 'zod/mini';
import type { Draft, Weekday } from '../lib/draft.ts';
import type { Clash } from '../lib/merge.ts';

const LABELS = {
  hasHours: 'hours.has',
  timezone: 'hours.timezone',
  national: 'hours.national',
  extra: 'hours.extra',
  keywords: 'person.keywords',
  handOverHot: 'person.handOverHot',
  qualify: 'sale.qualify',
  cities: 'sale.cities',
  minBudget: 'sale.minBudget',
  followUp: 'sale.followUp',
  followUpHours: 'sale.afterHours',
  warm: 'score.warm',
  hot: 'score.hot',
  halfLifeDays: 'score.halfLife',
  ownBands: 'answers.ownBands',
  answer: 'answers.answerFrom',
  ask: 'answers.askFrom',
  links: 'answers.links',
  name: 'voice.name',
  tone: 'voice.tone',
  instructions: 'voice.instructions',
  tokensPerDay: 'voice.tokens',
} as const satisfies Record<Exclude<keyof Draft, 'hours' | 'weights'>, string>;

const Spans = z.array(OpenSpan);

/** A number as its field is typed, with what it counts. */
const useAmount = (): ((key: string | undefined, typed: string) => string | null) => {
  const t = useTranslations('playbook');
  return (key, typed) => {
    const count = Number(typed);
    switch (key) {
      case 'answer':
      case 'ask':
        return `${typed} ${t('answers.percent')}`;
      case 'warm':
      case 'hot':
      case 'points':
        return `${typed} ${t('score.points')}`;
      case 'halfLifeDays':
        return `${typed}${t('score.days', { count })}`;
      case 'followUpHours':
        return `${typed}${t('sale.hoursUnit', { count })}`;
      case 'minBudget':
        return `${t('sale.currency')} ${typed}`;
      case 'tokensPerDay':
        return `${typed} ${t('voice.tokensUnit')}`;
      default:
        return null;
    }
  };
};

/** What fields of the form are called, and what they hold, in words. Paths are those of a draft. */
export const useFieldWords = () => {
  const t = useTranslations('playbook');
  const amountOf = useAmount();
  const reasons = useTranslations('lead.reasons');
  const axes = useTranslations('lead.axis');
  const nameOf = ([field, inside]: readonly string[]): string => {
    if (field === 'hours') return t(`days.${inside as Weekday}`);
    if (field === 'weights') return reasons(inside as SignalKind);
    return t(LABELS[field as keyof typeof LABELS]);
  };
  const valueOf = ({ path, theirs: value }: Clash): string => {
    if (typeof value === 'boolean') return t(value ? 'overtaken.on' : 'overtaken.off');
    if (value === '') return t('overtaken.none');
    if (value === 'fit' || value === 'intent') return axes(value);
    if (value === 'informal' || value === 'neutral' || value === 'formal') return t(`voice.tones.${value}`);
    if (typeof value === 'string') return amountOf(path.at(-1), value) ?? value.replaceAll('\n', ', ');
    const spans = Spans.safeParse(value);
    if (!spans.success) return t('overtaken.items', { count: Array.isArray(value) ? value.length : 0 });
    if (spans.data.length === 0) return t('hours.closed');
    return spans.data.map(({ from, to }) => `${from}–${to}`).join(', ');
  };
  return { nameOf, valueOf };
};
