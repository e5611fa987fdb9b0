'use client';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import clsx from 'clsx';
import {
  ArrowDown,
  BookOpen,
  ContactRound,
  Inbox,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  RadioTower,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { wholeSeconds } from '../../../lib/time.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { keyOf, type SortKey } from '../lib/objects.ts';

export const CLASS_ICON: Record<ObjectSnapshot['class'], LucideIcon> = {
  Conversation: MessagesSquare,
  Gateway: RadioTower,
  Directory: ContactRound,
  Inbox,
  Knowledge: BookOpen,
  Registry: ListTree,
};

const AT_ONCE = 100;

type TableProps = {
  objects: ObjectSnapshot[];
  sort: SortKey;
  onSort: (sort: SortKey) => void;
  selected: string | null;
  onOpen: (object: ObjectSnapshot) => void;
  /** Few columns, while an object stands open beside it. */
  narrow: boolean;
};

/** Every object that told the registry of itself. */
export function ObjectTable({ objects, sort, onSort, selected, onOpen, narrow }: TableProps) {
  const t = useTranslations('ops');
  const now = useNow(1_000);
  const times = useTimes();
  const [shown, setShown] = useState(AT_ONCE);
  const wide = narrow ? 'hidden' : 'hidden md:table-cell';
  const column = (key: SortKey, className: string, label: string) => (
    <th
      scope="col"
      aria-sort={
        sort === key ? (key === 'label' || key === 'class' || key === 'timer' ? 'ascending' : 'descending') : 'none'
      }
      className={clsx('h-9 px-3 text-left font-medium', className)}
    >
      <button
        type="button"
        onClick={() => onSort(sort === key ? 'worst' : key)}
        className="inline-flex min-h-6 items-center gap-1 rounded hover:text-fg"
      >
        {label}
        {sort === key ? <ArrowDown size={12} aria-hidden /> : null}
      </button>
    </th>
  );
  return (
    <>
      <table className="w-full table-fixed border-collapse text-list">
        <caption className="sr-only">{t('title')}</caption>
        <thead className="sticky top-0 z-10 bg-panel text-meta text-muted shadow-[inset_0_-1px_0_var(--line)]">
          <tr>
            {column('label', clsx('pl-4', narrow ? '' : 'md:w-[36%]'), t('column.object'))}
            {column('class', clsx(wide, 'w-32'), t('column.class'))}
            <th
              scope="col"
              className={clsx('h-9 px-3 text-left font-medium', narrow ? 'hidden' : 'hidden sm:table-cell')}
            >
              {t('column.state')}
            </th>
            {column('outbox', clsx(wide, 'w-24'), t('column.outbox'))}
            {column('timer', clsx(wide, 'w-28'), t('column.timer'))}
            {column('errors', clsx(wide, 'w-20'), t('column.errors'))}
            {column('last', 'w-40', t('column.last'))}
          </tr>
        </thead>
        <tbody>
          {objects.slice(0, shown).map((object) => {
            const Icon = CLASS_ICON[object.class];
            const id = `${object.class}:${keyOf(object)}`;
            const late = object.nextTimerAt !== null && now - object.nextTimerAt > 5_000;
            return (
              <tr
                key={object.name + object.class}
                data-object={id}
                onClick={() => onOpen(object)}
                className={clsx(
                  'h-12 cursor-pointer border-b border-line',
                  selected === id ? 'bg-selected' : 'hover:bg-hover',
                )}
              >
                <th scope="row" className="pr-3 pl-4 text-left font-normal">
                  <button
                    type="button"
                    aria-pressed={selected === id}
                    onClick={(event) => {
                      event.stopPropagation();
                      onOpen(object);
                    }}
                    className="flex w-full min-w-0 items-center gap-2.5 rounded text-left"
                  >
                    <Icon size={16} className="shrink-0 text-muted" aria-hidden />
                    <span className="min-w-0">
                      <bdi className="block truncate font-medium">{object.label ?? object.class}</bdi>
                      <span className="block truncate font-mono text-[11px] leading-4 text-muted">{object.name}</span>
                    </span>
                  </button>
                </th>
                <td className={clsx(wide, 'px-3 text-muted')}>{object.class}</td>
                <td className={clsx('truncate px-3', narrow ? 'hidden' : 'hidden sm:table-cell')}>{object.state}</td>
                <td className={clsx(wide, 'tabular px-3', object.outboxDepth > 0 ? '' : 'text-muted')}>
                  {object.outboxDepth}
                  {object.oldestOutboxAt === null ? null : (
                    <span className="text-meta text-warn">
                      {' '}
                      {times.duration(Math.max(0, now - object.oldestOutboxAt))}
                    </span>
                  )}
                </td>
                <td className={clsx(wide, 'tabular px-3', late ? 'font-medium text-danger' : 'text-muted')}>
                  {object.nextTimerAt === null
                    ? '—'
                    : late
                      ? t('late', { time: times.duration(now - object.nextTimerAt) })
                      : t('in', { time: times.duration(Math.max(0, object.nextTimerAt - now)) })}
                </td>
                <td
                  className={clsx(wide, 'tabular px-3', object.errors > 0 ? 'font-semibold text-danger' : 'text-muted')}
                >
                  {object.errors}
                </td>
                <td className="px-3">
                  {object.lastEvent ? (
                    <>
                      <span className="tabular block truncate">
                        {t('ago', { time: times.duration(wholeSeconds(now - object.lastEvent.at)) })}
                      </span>
                      <span className="block truncate font-mono text-[11px] leading-4 text-muted">
                        {object.lastEvent.kind}
                      </span>
                    </>
                  ) : (
                    <span className="text-muted">—</span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {objects.length > shown ? (
        <button
          type="button"
          onClick={() => setShown(shown + AT_ONCE)}
          className="h-11 w-full text-list font-medium text-primary hover:bg-hover"
        >
          {t('more', { count: objects.length - shown })}
        </button>
      ) : null}
    </>
  );
}
