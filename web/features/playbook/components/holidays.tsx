'use client';
import { CalendarOff, Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Field, Input, Switch } from '../../../components/ui/field.tsx';
import { useNow } from '../../../lib/use-time.ts';
import type { Draft } from '../lib/draft.ts';
import { closedDays } from '../lib/now.ts';
import { type PartProps, useSaid } from './parts.tsx';

/** As many as the playbook takes. */
const MAX_DAYS = 100;
/** Closed days that are named ahead. */
const AHEAD = 4;

/** Days on which nobody answers, whatever the week says. */
export function Holidays({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.hours');
  const { extra } = draft;
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <div className="flex flex-col gap-4">
      <h3 ref={heading} tabIndex={-1} className="text-list font-semibold outline-none">
        {t('holidays')}
      </h3>
      <Switch label={t('national')} checked={draft.national} onChange={(national) => change({ national })} />
      <Ahead draft={draft} />
      {extra.length > 0 ? (
        <ul aria-label={t('extra')} className="flex flex-col gap-3">
          {extra.map((day, at) => (
            <li key={at}>
              <Extra
                number={at + 1}
                day={day}
                problem={(what) => problem(`holidays.extra.${at}.${what}`)}
                onChange={(next) => change({ extra: extra.with(at, next) })}
                onRemove={() => {
                  change({ extra: extra.toSpliced(at, 1) });
                  // The button that had it is gone.
                  heading.current?.focus();
                }}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {extra.length < MAX_DAYS ? (
        <Button
          size="sm"
          className="self-start"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => change({ extra: [...extra, { date: '', name: '' }] })}
        >
          {t('addDay')}
        </Button>
      ) : null}
    </div>
  );
}

function Ahead({ draft }: { draft: Draft }) {
  const t = useTranslations('playbook.hours');
  // Not use-intl's formatter: nothing else needs it, and every page would carry it.
  const format = new Intl.DateTimeFormat(useLocale(), { day: '2-digit', month: '2-digit', timeZone: 'UTC' });
  const days = closedDays(draft, useNow(), AHEAD);
  if (days.length === 0) return null;
  return (
    <div>
      <h4 className="text-meta text-muted">{t('next')}</h4>
      <ul className="mt-1.5 flex flex-wrap gap-1.5">
        {days.map(({ iso, name }) => (
          <li key={iso} className="flex items-center gap-1.5 rounded-full bg-hover px-2.5 py-1 text-meta">
            <CalendarOff size={12} className="text-muted" aria-hidden />
            <span className="tabular font-medium">{format.format(new Date(`${iso}T00:00:00Z`))}</span>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

type Day = Draft['extra'][number];
type ExtraProps = {
  number: number;
  day: Day;
  problem: (what: 'date' | 'name') => ReturnType<PartProps['problem']>;
  onChange: (day: Day) => void;
  onRemove: () => void;
};

function Extra({ number, day, problem, onChange, onRemove }: ExtraProps) {
  const t = useTranslations('playbook.hours');
  const said = useSaid();
  return (
    <div className="flex flex-wrap items-start gap-x-2 gap-y-3">
      <div className="w-40">
        <Field label={t('date')} error={said(problem('date'))}>
          {(ids) => (
            <Input
              {...ids}
              type="date"
              className="tabular"
              value={day.date}
              onChange={(event) => onChange({ ...day, date: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="min-w-40 flex-1">
        <Field label={t('name')} error={said(problem('name'))}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={60}
              placeholder={t('namePlaceholder')}
              value={day.name}
              onChange={(event) => onChange({ ...day, name: event.target.value })}
            />
          )}
        </Field>
      </div>
      <IconButton label={t('removeDay', { number })} className="mt-6" onClick={onRemove}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}
