'use client';
import clsx from 'clsx';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';

type Option<T extends string> = { value: T; label: string; icon?: ReactNode; hint?: string };

/** One of a few, all of them in sight. A radio group: arrows choose. */
export function Segmented<T extends string>({
  value,
  onChange,
  options,
  label,
  iconOnly = false,
}: {
  value: T | null;
  onChange: (value: T) => void;
  options: readonly Option<T>[];
  label: string;
  iconOnly?: boolean;
}) {
  const group = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = options[(at + by + options.length) % options.length];
    if (!next) return;
    onChange(next.value);
    group.current?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={step}
      className="inline-flex rounded-md border border-line bg-panel p-0.5"
    >
      {options.map((option, index) => {
        const checked = option.value === value;
        return (
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={checked}
            aria-label={iconOnly ? option.label : undefined}
            title={iconOnly ? option.label : option.hint}
            data-value={option.value}
            tabIndex={checked || (value === null && index === 0) ? 0 : -1}
            onClick={() => onChange(option.value)}
            className={clsx(
              'inline-flex h-7 min-w-7 items-center justify-center gap-1.5 rounded-[6px] px-2 text-list transition-colors duration-100',
              checked
                ? 'bg-bg font-medium text-fg shadow-[0_0_0_1px_var(--line),0_1px_2px_rgb(0_0_0/8%)]'
                : 'text-muted hover:text-fg',
            )}
          >
            {option.icon}
            {iconOnly ? null : option.label}
          </button>
        );
      })}
    </div>
  );
}
