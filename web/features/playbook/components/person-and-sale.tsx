'use client';
import { useTranslations } from 'use-intl';
import { Switch } from '../../../components/ui/field.tsx';
import { linesOf } from '../lib/draft.ts';
import { Choice, LinesField, NumberField, type PartProps, Section, useSaid } from './parts.tsx';

/** When a person gets the conversation, beside what always brings one. */
export function PersonSection({ draft, change, problem, readOnly }: PartProps) {
  const t = useTranslations('playbook.person');
  const said = useSaid();
  return (
    <Section name="person" readOnly={readOnly}>
      <LinesField
        label={t('keywords')}
        hint={t('keywordsHint', { count: linesOf(draft.keywords).length })}
        error={said(problem('handoffKeywords'))}
        value={draft.keywords}
        onChange={(keywords) => change({ keywords })}
      />
      <Switch
        label={t('handOverHot')}
        checked={draft.handOverHot}
        onChange={(handOverHot) => change({ handOverHot })}
      />
    </Section>
  );
}

/** What the assistant does about those who may buy. */
export function SaleSection({ draft, change, problem, readOnly }: PartProps) {
  const t = useTranslations('playbook.sale');
  const said = useSaid();
  return (
    <Section name="sale" readOnly={readOnly}>
      <Choice
        label={t('qualify')}
        hint={t('qualifyHint')}
        checked={draft.qualify}
        onChange={(qualify) => change({ qualify })}
      />
      <Choice
        label={t('followUp')}
        hint={t('followUpHint')}
        checked={draft.followUp}
        onChange={(followUp) => change({ followUp })}
      >
        <NumberField
          label={t('afterHours')}
          unit={t('hoursUnit', { count: Number(draft.followUpHours) })}
          min={1}
          max={23}
          step="any"
          error={said(problem('followUp.afterHours'))}
          value={draft.followUpHours}
          onChange={(followUpHours) => change({ followUpHours })}
        />
      </Choice>
      <LinesField
        label={t('cities')}
        hint={t('citiesHint', { count: linesOf(draft.cities).length })}
        error={said(problem('audience.cities'))}
        value={draft.cities}
        onChange={(cities) => change({ cities })}
      />
      <NumberField
        label={t('minBudget')}
        hint={t('minBudgetHint')}
        unit={t('currency')}
        unitFirst
        wide
        min={0}
        step="any"
        error={said(problem('audience.minBudget'))}
        value={draft.minBudget}
        onChange={(minBudget) => change({ minBudget })}
      />
    </Section>
  );
}
