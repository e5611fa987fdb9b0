'use client';
import { useTranslations } from 'use-intl';
import { Field, Select } from '../../../components/ui/field.tsx';
import type { Draft } from '../lib/draft.ts';
import { zonesWith } from '../lib/zones.ts';
import { Holidays } from './holidays.tsx';
import { NowLine } from './now-line.tsx';
import { Choice, type PartProps, Section, useSaid } from './parts.tsx';
import { Week } from './week.tsx';

const TOLD: readonly (keyof Draft)[] = ['hasHours', 'hours', 'timezone', 'national', 'extra'];

/** When people answer, and what follows from it right now. `saved`: what holds meanwhile. */
export function HoursSection({ saved, ...part }: PartProps & { saved: Draft }) {
  const t = useTranslations('playbook.hours');
  const { draft, change } = part;
  const unsaved = TOLD.some((key) => JSON.stringify(draft[key]) !== JSON.stringify(saved[key]));
  return (
    <Section name="hours" readOnly={part.readOnly}>
      <NowLine draft={draft} unsaved={unsaved} />
      <Choice label={t('has')} checked={draft.hasHours} onChange={(hasHours) => change({ hasHours })}>
        <Week {...part} />
      </Choice>
      <Zone {...part} />
      <Holidays {...part} />
    </Section>
  );
}

function Zone({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.hours');
  const said = useSaid();
  const { brazil, others } = zonesWith(draft.timezone);
  return (
    <Field label={t('timezone')} error={said(problem('timezone'))}>
      {(ids) => (
        <Select
          {...ids}
          className="h-10! max-w-72"
          value={draft.timezone}
          onChange={(event) => change({ timezone: event.target.value })}
        >
          <optgroup label={t('zones')}>
            {brazil.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
          <optgroup label={t('otherZones')}>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </optgroup>
        </Select>
      )}
    </Field>
  );
}
