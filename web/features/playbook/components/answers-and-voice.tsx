'use client';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import { useTranslations } from 'use-intl';
import { Field, Input, Textarea } from '../../../components/ui/field.tsx';
import { Segmented } from '../../../components/ui/segmented.tsx';
import { linesOf } from '../lib/draft.ts';
import { Certainty } from './certainty.tsx';
import { Choice, LinesField, NumberField, type PartProps, Section, useSaid } from './parts.tsx';

const TONES = ['informal', 'neutral', 'formal'] as const;
const MAX_INSTRUCTIONS = 1_000;

const percentOf = (chance: number): number => Math.round(chance * 100);
const MEASURED = { answer: percentOf(BANDS.answer), ask: percentOf(BANDS.ask) };

/** How sure the assistant must be, and where it may send people. */
export function AnswersSection(part: PartProps) {
  const t = useTranslations('playbook.answers');
  const said = useSaid();
  const { draft, change, problem } = part;
  const host = problem('links');
  const line = linesOf(draft.links)[Number(host?.path.split('.')[1])] ?? '';
  return (
    <Section name="answers" readOnly={part.readOnly}>
      <Choice
        label={t('ownBands')}
        hint={draft.ownBands ? '' : t('ownBandsHint', MEASURED)}
        checked={draft.ownBands}
        onChange={(ownBands) => change({ ownBands })}
      >
        <Certainty {...part} />
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

/** How a language model is asked to speak for the business. */
export function VoiceSection({ draft, change, problem, readOnly }: PartProps) {
  const t = useTranslations('playbook.voice');
  const said = useSaid();
  return (
    <Section name="voice" readOnly={readOnly}>
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
