'use client';
import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';

export const TabPanel = Radix.Content;

/** A row of tabs over panels; `tabs` in order, each with its words and perhaps a count. */
export function Tabs({
  value,
  onChange,
  label,
  tabs,
  children,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  tabs: { id: string; label: string; count?: number }[];
  children: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const counts = tabs.map(({ count }) => count).join();
  useEffect(() => {
    // On a narrow screen the open one may stand beyond the edge, or be pushed there by the counts.
    list.current?.querySelector('[data-state="active"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [value, counts]);
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Radix.List
        ref={list}
        aria-label={label}
        className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className="focus-inset relative flex h-10 items-center gap-1.5 px-2 text-list font-medium whitespace-nowrap text-muted hover:text-fg data-[state=active]:text-fg data-[state=active]:after:absolute data-[state=active]:after:inset-x-2 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-primary"
          >
            {tab.label}
            {tab.count ? <span className="tabular text-meta text-muted">{tab.count}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  );
}
