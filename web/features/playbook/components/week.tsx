'use client';
import { minutesOf } from '@oconnector/protocol/model/hours.ts';
import type { Hours, OpenSpan } from '@oconnector/protocol/model/playbook.ts';
import clsx from 'clsx';
import { Plus, X } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { useNow } from '../../../lib/use-time.ts';
import { WEEK, type Weekday } from '../lib/draft.ts';
import { clockAt } from '../lib/now.ts';
import { nextSpan } from '../lib/span.ts';
import { type PartProps, useSaid } from './parts.tsx';
import { TimeField } from './time-field.tsx';

/** As many as `Day` takes. */
const MAX_SPANS = 6;
const DAY_MINUTES = 24 * 60;
const SCALE = [0, 6, 12, 18, 24];

const ROW = 'grid grid-cols-[2.5rem_1fr_2rem] gap-x-3 gap-y-1.5 sm:grid-cols-[2.5rem_minmax(6rem,1fr)_16rem]';

/** The opening hours of a week: each day as a bar that one sees and times that one writes. */
export function Week({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.hours');
  const clock = clockAt(draft.timezone, useNow());
  const set = (day: Weekday, spans: OpenSpan[]): void => change({ hours: { ...draft.hours, [day]: spans } });
  const repeat = (): void => {
    const { mon } = draft.hours;
    change({ hours: { ...draft.hours, tue: mon, wed: mon, thu: mon, fri: mon } satisfies Hours });
  };
  return (
    <div>
      <Scale />
      <ul className="divide-y divide-line border-y border-line">
        {WEEK.map((day, at) => (
          <li key={day}>
            <Day
              day={day}
              spans={draft.hours[day]}
              now={clock?.day === at ? clock.share : null}
              problem={problem}
              onChange={(spans) => set(day, spans)}
            />
          </li>
        ))}
      </ul>
      <Button size="sm" variant="ghost" className="mt-2 -ml-2.5 text-primary" onClick={repeat}>
        {t('repeat')}
      </Button>
    </div>
  );
}

/** The hours over the bars. */
function Scale() {
  return (
    <div aria-hidden className={ROW}>
      <span className="tabular relative col-start-2 h-5 text-[11px] leading-5 text-muted">
        {SCALE.map((hour) => (
          <span
            key={hour}
            style={{ left: `${(hour / 24) * 100}%` }}
            className={clsx('absolute', hour === 24 ? '-translate-x-full' : hour > 0 && '-translate-x-1/2')}
          >
            {hour}h
          </span>
        ))}
      </span>
    </div>
  );
}

type DayProps = {
  day: Weekday;
  spans: OpenSpan[];
  /** How much of today is gone; null: it is another day. */
  now: number | null;
  problem: PartProps['problem'];
  onChange: (spans: OpenSpan[]) => void;
};

function Day({ day, spans, now, problem, onChange }: DayProps) {
  const t = useTranslations('playbook');
  const said = useSaid();
  const note = useId();
  const group = useRef<HTMLDivElement>(null);
  const name = t(`days.${day}`);
  const error = said(problem(`hours.${day}`));
  const add = nextSpan(spans);
  return (
    <div
      ref={group}
      role="group"
      aria-label={name}
      tabIndex={-1}
      className={clsx(ROW, 'items-start py-2 outline-none')}
    >
      <span
        aria-hidden
        className={clsx('leading-9 text-list', now === null ? 'font-medium' : 'font-semibold text-primary')}
      >
        {t(`shortDays.${day}`)}
      </span>
      <Bar spans={spans} now={now} />
      <div className="col-span-2 col-start-2 row-start-2 flex flex-col gap-1.5 sm:col-span-1 sm:col-start-3 sm:row-start-1">
        {spans.length === 0 ? (
          <span className="leading-9 text-list text-muted">{t('hours.closed')}</span>
        ) : (
          spans.map((span, at) => (
            <Span
              key={at}
              name={name}
              span={span}
              wrong={problem(`hours.${day}.${at}`) === null ? undefined : note}
              onChange={(next) => onChange(spans.with(at, next))}
              onRemove={() => {
                onChange(spans.toSpliced(at, 1));
                // The button that had it is gone.
                group.current?.focus();
              }}
            />
          ))
        )}
        {error ? (
          <p id={note} className="text-meta text-danger">
            {error}
          </p>
        ) : null}
      </div>
      {add !== null && spans.length < MAX_SPANS ? (
        <span className="col-start-3 row-start-1 mt-0.5 justify-self-end">
          <IconButton
            size="sm"
            label={t(spans.length === 0 ? 'hours.open' : 'hours.add', { day: name })}
            onClick={() => onChange([...spans, add])}
          >
            <Plus size={16} aria-hidden />
          </IconButton>
        </span>
      ) : null}
    </div>
  );
}

/** The day from midnight to midnight. What it shows stands in the fields beside it, too. */
function Bar({ spans, now }: { spans: readonly OpenSpan[]; now: number | null }) {
  return (
    <span aria-hidden className="relative mt-2 block h-5 self-start overflow-hidden rounded bg-hover">
      {SCALE.slice(1, -1).map((hour) => (
        <span key={hour} style={{ left: `${(hour / 24) * 100}%` }} className="absolute inset-y-0 w-px bg-line" />
      ))}
      {spans.map(({ from, to }, at) => {
        const [begins, ends] = [minutesOf(from), minutesOf(to)];
        return ends > begins ? (
          <span
            key={at}
            data-span={`${from}-${to}`}
            style={{ left: `${(begins / DAY_MINUTES) * 100}%`, width: `${((ends - begins) / DAY_MINUTES) * 100}%` }}
            className="absolute inset-y-0 rounded bg-primary/85"
          />
        ) : null;
      })}
      {now === null ? null : (
        <span
          style={{ left: `${now * 100}%` }}
          className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-fg shadow-[0_0_0_1px_var(--bg)]"
        />
      )}
    </span>
  );
}

type SpanProps = {
  name: string;
  span: OpenSpan;
  /** The id of what is said to be wrong with it. */
  wrong: string | undefined;
  onChange: (span: OpenSpan) => void;
  onRemove: () => void;
};

function Span({ name, span: { from, to }, wrong, onChange, onRemove }: SpanProps) {
  const t = useTranslations('playbook.hours');
  const state = { 'aria-invalid': wrong === undefined ? undefined : true, 'aria-describedby': wrong } as const;
  return (
    <span className="flex items-center gap-1.5">
      <TimeField
        {...state}
        label={t('from', { day: name })}
        value={from}
        onChange={(next) => onChange({ from: next, to })}
      />
      <span aria-hidden className="text-list text-muted">
        {t('until')}
      </span>
      <TimeField
        {...state}
        label={t('to', { day: name })}
        value={to}
        // A day that closes at midnight closes at its end.
        onChange={(next) => onChange({ from, to: next === '00:00' ? '24:00' : next })}
      />
      <IconButton size="sm" label={t('remove', { span: `${from}–${to}`, day: name })} onClick={onRemove}>
        <X size={15} aria-hidden />
      </IconButton>
    </span>
  );
}
