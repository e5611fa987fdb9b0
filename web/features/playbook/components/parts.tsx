'use client';
import clsx from 'clsx';
import { type ReactNode, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Field, Input, Switch, Textarea } from '../../../components/ui/field.tsx';
import type { Draft } from '../lib/draft.ts';
import type { Problem } from '../lib/problems.ts';

/** What each section of the form is given. */
export type PartProps = {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  /** What is wrong at a path of the playbook or below it; null: nothing that should be said now. */
  problem: (path: string) => Problem | null;
  /** Whoever looks at it may not change it. */
  readOnly: boolean;
};

export const SECTIONS = ['hours', 'person', 'sale', 'score', 'answers', 'voice'] as const;
export type SectionName = (typeof SECTIONS)[number];

export const sectionId = (name: SectionName): string => `playbook-${name}`;

type SectionProps = {
  name: SectionName;
  /** Nothing in it can be changed; unless said so, all can. */
  readOnly?: boolean;
  children: ReactNode;
};

/** One subject of the form under its heading. */
export function Section({ name, readOnly = false, children }: SectionProps) {
  const t = useTranslations('playbook');
  const heading = useId();
  return (
    <section
      id={sectionId(name)}
      aria-labelledby={heading}
      tabIndex={-1}
      className="scroll-mt-2 border-b border-line py-7 outline-none first:pt-1 last:border-0"
    >
      <h2 id={heading} className="text-title font-semibold">
        {t(`sections.${name}`)}
      </h2>
      <p className="mt-0.5 max-w-prose text-list text-muted">{t(`hints.${name}`)}</p>
      <fieldset disabled={readOnly} className="mt-5 flex min-w-0 flex-col gap-5">
        {children}
      </fieldset>
    </section>
  );
}

/** The words of a problem, for the field that it is about. */
export const useSaid = (): ((problem: Problem | null, line?: string) => string | null) => {
  const t = useTranslations('playbook.problems');
  return (problem, line = '') =>
    problem === null ? null : problem.word === 'host' ? t('host', { line }) : t(problem.word);
};

type NumberProps = {
  label: string;
  unit: string;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  hint?: string;
  min?: number;
  max?: number;
  /** `any` takes fractions. */
  step?: number | 'any';
  unitFirst?: boolean;
  wide?: boolean;
};

/** A number with what it counts. */
export function NumberField({ label, unit, hint, error, value, onChange, unitFirst, wide, ...limits }: NumberProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <span
          className={clsx('flex items-center gap-2 text-body text-muted', unitFirst && 'flex-row-reverse justify-end')}
        >
          <Input
            {...ids}
            {...limits}
            type="number"
            inputMode="decimal"
            className={clsx('tabular', wide ? 'max-w-40' : 'max-w-24')}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <span aria-hidden>{unit}</span>
        </span>
      )}
    </Field>
  );
}

type LinesProps = {
  label: string;
  hint: string;
  error: string | null;
  value: string;
  onChange: (value: string) => void;
};

/** A list, one a line. It grows with what is written. */
export function LinesField({ label, hint, error, value, onChange }: LinesProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <Textarea
          {...ids}
          rows={3}
          className="field-sizing-content max-h-64 min-h-20"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

type ChoiceProps = {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
  children?: ReactNode;
};

/** Something to switch on, and what then has to be said about it. */
export function Choice({ label, hint, checked, onChange, children }: ChoiceProps) {
  return (
    <div>
      <Switch label={label} checked={checked} onChange={onChange} />
      {hint ? <p className="max-w-prose pr-12 text-meta text-muted">{hint}</p> : null}
      {checked && children ? <div className="mt-4 flex flex-col gap-4">{children}</div> : null}
    </div>
  );
}

type Band = { label: string; from: number; to: number; icon?: ReactNode; className: string };

/** A hundred points in bands, as wide as they are; `label` says the same in words. */
export function BandsBar({ label, bands }: { label: string; bands: readonly Band[] }) {
  return (
    <div role="img" aria-label={label} className="flex h-10 gap-0.5 overflow-hidden rounded-md">
      {bands
        .filter(({ from, to }) => to > from)
        .map((band) => (
          <span
            key={band.label}
            style={{ width: `${band.to - band.from}%` }}
            className={clsx(
              '@container flex min-w-0 items-center justify-center gap-1 text-meta font-semibold transition-[width] duration-150',
              band.className,
            )}
          >
            {band.icon}
            <span className="hidden truncate @min-[3.5rem]:inline">{band.label}</span>
          </span>
        ))}
    </div>
  );
}
