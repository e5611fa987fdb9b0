import clsx from 'clsx';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'ok' | 'info' | 'warn' | 'danger';

const TONE: Record<Tone, string> = {
  neutral: 'bg-hover text-muted',
  ok: 'bg-ok-bg text-primary',
  info: 'bg-info-bg text-info',
  warn: 'bg-warn-bg text-warn',
  danger: 'bg-danger-bg text-danger',
};

/** A small word with a state's colour, and an icon that says the same. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
  className,
  title,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
  className?: string;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex max-w-full items-center gap-1 rounded-full px-2 py-0.5 text-meta font-medium whitespace-nowrap',
        TONE[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** Unread messages; capped, because nobody counts beyond. */
export function Count({
  value,
  cap = 99,
  label,
  className,
}: {
  value: number;
  cap?: number;
  label?: string;
  className?: string;
}) {
  return (
    <span
      className={clsx(
        'tabular inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-[11px] leading-none font-semibold',
        className ?? 'bg-primary text-on-primary',
      )}
    >
      <span aria-hidden={label ? true : undefined}>{value > cap ? `${cap}+` : value}</span>
      {label ? <span className="sr-only">{label}</span> : null}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-6 min-w-6 items-center justify-center rounded border border-line bg-panel px-1.5 font-sans text-meta text-muted">
      {children}
    </kbd>
  );
}
