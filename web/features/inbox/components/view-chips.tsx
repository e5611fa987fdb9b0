'use client';
import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import clsx from 'clsx';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslations } from 'use-intl';

export const VIEWS: readonly InboxView[] = ['all', 'mine', 'waiting', 'bot', 'unowned', 'resolved'];

/** The views with their live counts: one of them is on. */
export function ViewChips({
  view,
  counts,
  onChange,
}: {
  view: InboxView;
  counts: Readonly<Record<InboxView, number>> | null;
  onChange: (view: InboxView) => void;
}) {
  const t = useTranslations('views');
  const group = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(view) + by + VIEWS.length) % VIEWS.length];
    if (!next) return;
    onChange(next);
    group.current?.querySelector<HTMLElement>(`[data-view="${next}"]`)?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={t('title')}
      onKeyDown={step}
      className="flex flex-wrap gap-1.5 px-4 pb-3"
    >
      {VIEWS.map((each) => {
        const on = each === view;
        const count = counts?.[each] ?? null;
        return (
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={on}
            data-view={each}
            tabIndex={on ? 0 : -1}
            onClick={() => onChange(each)}
            className={clsx(
              'inline-flex h-7 items-center gap-1.5 rounded-full px-2.5 text-meta font-medium transition-colors duration-100',
              on
                ? 'bg-fg text-bg'
                : each === 'waiting' && count
                  ? 'bg-warn-bg text-warn'
                  : 'bg-hover text-muted hover:text-fg',
            )}
          >
            {t(each)}
            {count === null ? null : (
              <span className={clsx('tabular', on ? 'opacity-75' : '')}>{count > 9_999 ? '9999+' : count}</span>
            )}
          </button>
        );
      })}
    </div>
  );
}
