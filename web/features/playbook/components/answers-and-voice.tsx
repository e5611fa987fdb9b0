'use client';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import { useTranslations } from 'use-intl';
import { Field, Input, Textarea } from '../../../components/ui/field.tsx';
import { Segmented } from '../../../components/ui/segmented.tsx';
import { linesOf } from '../lib/draft.ts';
import { BandsBar, Choice, LinesField, NumberField, type PartProps, Section, useSaid } from './parts.tsx';

const TONES = ['informal', 'neutral', 'formal'] as const;
const MAX_INSTRUCTIONS = 1_000;

/** How sure the assistant must be, and where it may send people. */
export function AnswersSection({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.answers');
  const said = useSaid();
  const host = problem('links');
  const line = linesOf(draft.links)[Number(host?.path.split('.')[1])] ?? '';
  return (
    <Section name="answers">
      <Choice
        label={t('ownBands')}
        hint={draft.ownBands ? '' : t('ownBandsHint', { answer: Math.round(BANDS.answer * 100) })}
        checked={draft.ownBands}
        onChange={(ownBands) => change({ ownBands })}
      >
        <Certainty {...{ draft, change, problem }} />
      </Choice>
      <LinesField
        label={t('links')}
        hint={t('linksHint', { count: linesOf(draft.links).length })}
        error={said(host, line)}
        value={draft.links}
        onChange={(links) => change({ links })}
      />
    </Section>
  );
}

function Certainty({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.answers');
  const said = useSaid();
  const [ask, answer] = [Number(draft.ask), Number(draft.answer)];
  return (
    <>
      <BandsBar
        label={t('bar', { ask, answer })}
        bands={[
          { label: t('unknown'), from: 0, to: ask, className: 'bg-hover text-muted' },
          { label: t('ask'), from: ask, to: answer, className: 'bg-info-bg text-info' },
          { label: t('answer'), from: answer, to: 100, className: 'bg-ok-bg text-primary' },
        ]}
      />
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        {(['ask', 'answer'] as const).map((what) => (
          <NumberField
            key={what}
            label={t(`${what}From`)}
            unit={t('percent')}
            min={0}
            max={100}
            step="any"
            error={said(problem(`confidence.${what}`))}
            value={draft[what]}
            onChange={(value) => change({ [what]: value })}
          />
        ))}
      </div>
    </>
  );
}

/** How a language model is asked to speak for the business. */
export function VoiceSection({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.voice');
  const said = useSaid();
  return (
    <Section name="voice">
      <Field label={t('name')} hint={t('nameHint')} error={said(problem('persona.name'))}>
        {(ids) => (
          <Input
            {...ids}
            className="max-w-72"
            maxLength={40}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-col items-start gap-1.5">
        <span aria-hidden className="text-list font-medium">
          {t('tone')}
        </span>
        <Segmented
          label={t('tone')}
          value={draft.tone}
          onChange={(tone) => change({ tone })}
          options={TONES.map((value) => ({ value, label: t(`tones.${value}`) }))}
        />
      </div>
      <Field
        label={t('instructions')}
        hint={t('instructionsHint', { count: draft.instructions.length })}
        error={said(problem('persona.instructions'))}
      >
        {(ids) => (
          <Textarea
            {...ids}
            rows={5}
            maxLength={MAX_INSTRUCTIONS}
            value={draft.instructions}
            onChange={(event) => change({ instructions: event.target.value })}
          />
        )}
      </Field>
      <NumberField
        label={t('tokens')}
        hint={t('tokensHint')}
        unit={t('tokensUnit')}
        wide
        min={0}
        step={1}
        error={said(problem('tokensPerDay'))}
        value={draft.tokensPerDay}
        onChange={(tokensPerDay) => change({ tokensPerDay })}
      />
    </Section>
  );
}
