'use client';
import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type SectionName, SECTIONS, sectionId } from './parts.tsx';

/** The section that is being read: the last one that begins in the upper third of what is seen. */
const useSeen = (): SectionName => {
  const [seen, setSeen] = useState<SectionName>('hours');
  useEffect(() => {
    const pane = document.querySelector('[data-scrolls]');
    if (pane === null) return;
    const look = (): void => {
      const line = pane.getBoundingClientRect().top + pane.clientHeight / 3;
      const atEnd = pane.scrollTop > 0 && pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2;
      const begun = SECTIONS.filter(
        (name) => (document.getElementById(sectionId(name))?.getBoundingClientRect().top ?? Infinity) <= line,
      );
      setSeen((atEnd ? SECTIONS.at(-1) : begun.at(-1)) ?? 'hours');
    };
    look();
    pane.addEventListener('scroll', look, { passive: true });
    return () => pane.removeEventListener('scroll', look);
  }, []);
  return seen;
};

/** The sections beside the form, where there is room. */
export function SectionNav() {
  const t = useTranslations('playbook.sections');
  const seen = useSeen();
  const go = (name: SectionName): void => {
    const section = document.getElementById(sectionId(name));
    section?.scrollIntoView({ block: 'start' });
    section?.focus({ preventScroll: true });
  };
  return (
    <nav aria-label={t('label')} className="hidden md:block">
      <ul className="sticky top-0 flex flex-col gap-0.5">
        {SECTIONS.map((name) => (
          <li key={name}>
            <button
              type="button"
              aria-current={name === seen ? 'location' : undefined}
              onClick={() => go(name)}
              className={clsx(
                'min-h-8 w-full rounded-md px-2.5 py-1.5 text-left text-list transition-colors duration-100 hover:bg-hover',
                name === seen ? 'bg-selected font-medium text-fg' : 'text-muted',
              )}
            >
              {t(name)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
