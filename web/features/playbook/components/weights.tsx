'use client';
import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { SIGNAL_WEIGHTS } from '@oconnector/protocol/model/signal-weights.ts';
import clsx from 'clsx';
import { ChevronRight, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { Input, Select } from '../../../components/ui/field.tsx';
import { type DraftWeight, isBuiltIn, SIGNALS } from '../lib/draft.ts';
import { type PartProps, useSaid } from './parts.tsx';

const ROW =
  'grid grid-cols-[1fr_8.25rem_4.25rem_2rem] items-center gap-x-2 sm:grid-cols-[1fr_10rem_7.5rem_4.5rem_2rem] sm:gap-x-3';

/** What each signal is worth; as they come until somebody says otherwise. */
export function Weights({ draft, change, problem }: PartProps) {
  const t = useTranslations('playbook.score');
  const [open, setOpen] = useState(false);
  const changed = SIGNALS.filter((signal) => !isBuiltIn(signal, draft.weights[signal])).length;
  const most = Math.max(1, ...SIGNALS.map((signal) => Math.abs(Number(draft.weights[signal].points)) || 0));
  const set = (signal: SignalKind, weight: DraftWeight): void =>
    change({ weights: { ...draft.weights, [signal]: weight } });
  return (
    <details
      className="group rounded-lg border border-line"
      open={open || problem('weights') !== null}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-lg px-3 text-list font-medium hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} className="shrink-0 text-muted group-open:rotate-90" aria-hidden />
        {t('weights')}
        <span className="ml-auto text-meta font-normal text-muted">{t('weightsChanged', { count: changed })}</span>
      </summary>
      <div aria-hidden className={clsx(ROW, 'border-t border-line px-3 py-2 text-meta text-muted')}>
        <span>{t('signal')}</span>
        <span className="hidden sm:block" />
        <span>{t('axis')}</span>
        <span>{t('pointsHeading')}</span>
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {SIGNALS.map((signal) => (
          <li key={signal}>
            <Row
              most={most}
              signal={signal}
              weight={draft.weights[signal]}
              problem={problem}
              onChange={(next) => set(signal, next)}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

type RowProps = {
  signal: SignalKind;
  weight: DraftWeight;
  /** The points of the one that pulls hardest. */
  most: number;
  problem: PartProps['problem'];
  onChange: (weight: DraftWeight) => void;
};

function Row({ signal, weight, most, problem, onChange }: RowProps) {
  const t = useTranslations('playbook.score');
  const axes = useTranslations('lead.axis');
  const said = useSaid();
  const name = useTranslations('lead.reasons')(signal);
  const builtIn = SIGNAL_WEIGHTS[signal];
  const error = said(problem(`weights.${signal}`));
  const note = `weight-${signal}`;
  return (
    <div className={clsx(ROW, 'px-3 py-1.5')}>
      <span className="text-list">{name}</span>
      <Pull points={Number(weight.points)} most={most} />
      <Select
        aria-label={t('axisOf', { signal: name })}
        value={weight.axis}
        onChange={(event) => onChange({ ...weight, axis: event.target.value === 'fit' ? 'fit' : 'intent' })}
      >
        <option value="intent">{axes('intent')}</option>
        <option value="fit">{axes('fit')}</option>
      </Select>
      <Input
        type="number"
        inputMode="numeric"
        min={-100}
        max={100}
        step="any"
        aria-label={t('pointsOf', { signal: name })}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? note : undefined}
        className="tabular h-8! px-2! text-right"
        value={weight.points}
        onChange={(event) => onChange({ ...weight, points: event.target.value })}
      />
      {isBuiltIn(signal, weight) ? (
        <span />
      ) : (
        <IconButton
          size="sm"
          label={t('reset', { points: builtIn.points, signal: name })}
          onClick={() => onChange({ axis: builtIn.axis, points: String(builtIn.points) })}
        >
          <RotateCcw size={14} aria-hidden />
        </IconButton>
      )}
      {error ? (
        <p id={note} className="col-span-full pt-1 text-right text-meta text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** Which way a signal pulls and how hard, from the middle, beside the one that pulls hardest. The field beside it says the same. */
function Pull({ points, most }: { points: number; most: number }) {
  const share = Number.isNaN(points) ? 0 : (Math.abs(points) / most) * 50;
  return (
    <span aria-hidden className="relative hidden h-2 overflow-hidden rounded-full bg-hover sm:block">
      <span className="absolute inset-y-0 left-1/2 w-px bg-strong/60" />
      <span
        className={clsx('absolute inset-y-0 rounded-full', points < 0 ? 'right-1/2 bg-danger' : 'left-1/2 bg-primary')}
        style={{ width: `${share}%` }}
      />
    </span>
  );
}
