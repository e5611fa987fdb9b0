'use client';
import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import clsx from 'clsx';
import { ArrowUp, ChevronRight, Download, Filter, ListX, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Input } from '../../../components/ui/field.tsx';
import { Segmented } from '../../../components/ui/segmented.tsx';
import { Empty, Failure, useDelayedLoading } from '../../../components/ui/states.tsx';
import { setQuery, useQueryParam } from '../../../lib/nav.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useEvents, type ObjectRef, type Pace } from '../hooks/use-objects.ts';
import { type EventGroup, type EventTone, groupEvents, isFailure, toJsonl, toneOf } from '../lib/timeline.ts';

const DOT: Record<EventTone, string> = {
  in: 'bg-tick-read',
  think: 'bg-info',
  out: 'bg-primary',
  control: 'bg-warn',
  bad: 'bg-danger',
  plain: 'bg-strong',
};

type Clock = 'relative' | 'wall';

/** What happened in an object, newest first, what belongs together under one head. */
export function Timeline({ target, pace }: { target: ObjectRef; pace: Pace }) {
  const t = useTranslations('ops');
  const correlation = useQueryParam('correlation');
  const marked = Number(useQueryParam('event') ?? Number.NaN);
  const [text, setText] = useState('');
  const [failedOnly, setFailedOnly] = useState(false);
  const [clock, setClock] = useState<Clock>('wall');
  const [atTop, setAtTop] = useState(true);
  const { events, fresh, admit, pages } = useEvents(target, correlation, pace, atTop);
  const loading = useDelayedLoading(pages.isPending);
  const scroller = useRef<HTMLDivElement>(null);
  const wanted = text.trim().toLowerCase();
  const shown = events.filter(
    (event) =>
      (!failedOnly || isFailure(event)) &&
      (wanted === '' ||
        `${event.kind} ${event.correlation ?? ''} ${JSON.stringify(event.data)}`.toLowerCase().includes(wanted)),
  );
  const groups = groupEvents(shown);

  const download = (): void => {
    const url = URL.createObjectURL(new Blob([toJsonl(events)], { type: 'application/x-ndjson' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${target.class}-${target.key || 'all'}.jsonl`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1_000);
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 px-4 py-2.5">
        <Input
          type="search"
          aria-label={t('filterEvents')}
          placeholder={t('filterEvents')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-8! w-40 min-w-0 flex-1 text-list"
        />
        <Button
          size="sm"
          aria-pressed={failedOnly}
          onClick={() => setFailedOnly(!failedOnly)}
          icon={<Filter size={14} aria-hidden />}
          className={failedOnly ? 'border-danger! text-danger!' : ''}
        >
          {t('failedOnly')}
        </Button>
        <Segmented<Clock>
          label={t('clock')}
          value={clock}
          onChange={setClock}
          options={[
            { value: 'wall', label: t('wall') },
            { value: 'relative', label: t('relative') },
          ]}
        />
        <IconButton size="sm" label={t('download')} onClick={download}>
          <Download size={16} aria-hidden />
        </IconButton>
      </div>
      {correlation ? (
        <p className="mx-4 mb-2 flex items-center gap-2 rounded-md bg-info-bg py-1 pr-1 pl-3 text-meta text-info">
          <span className="min-w-0 flex-1 truncate">
            {t('onlyCorrelation')} <code className="font-mono">{correlation}</code>
          </span>
          <IconButton
            size="sm"
            label={t('clearCorrelation')}
            onClick={() => setQuery({ correlation: null, event: null }, 'replace')}
          >
            <X size={14} aria-hidden />
          </IconButton>
        </p>
      ) : null}
      {fresh > 0 && !atTop ? (
        <button
          type="button"
          onClick={() => {
            admit();
            scroller.current?.scrollTo({ top: 0 });
          }}
          className="mx-auto mb-2 flex h-7 items-center gap-1.5 rounded-full bg-fg px-3 text-meta font-medium text-bg"
        >
          <ArrowUp size={13} aria-hidden />
          {t('freshEvents', { count: fresh })}
        </button>
      ) : null}
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t('tab.timeline')}
        onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 8)}
        className="focus-inset min-h-0 flex-1 overflow-y-auto px-4 pb-4"
      >
        {pages.isPending ? (
          <div aria-busy className="space-y-3 py-2">
            {loading
              ? [70, 55, 80, 60].map((width) => (
                  <div key={width} className="skeleton h-4" style={{ width: `${width}%` }} />
                ))
              : null}
          </div>
        ) : pages.isError && events.length === 0 ? (
          <Failure compact title={t('eventsFailed')} error={pages.error} onRetry={() => void pages.refetch()} />
        ) : groups.length === 0 ? (
          <Empty compact icon={<ListX size={20} aria-hidden />} title={t('noEvents')} />
        ) : (
          <ol>
            {groups.map((group) => (
              <Group key={group.key} group={group} clock={clock} marked={marked} />
            ))}
          </ol>
        )}
        {pages.hasNextPage ? (
          <Button
            size="sm"
            className="mt-3 w-full"
            busy={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t('older')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Group({ group, clock, marked }: { group: EventGroup; clock: Clock; marked: number }) {
  const times = useTimes();
  const t = useTranslations('ops');
  const [first, last] = [group.events.at(-1), group.events[0]];
  const span = first && last ? last.at - first.at : 0;
  return (
    <li className="relative pt-3">
      {group.correlation !== null && group.events.length > 1 ? (
        <p className="mb-1 flex items-center gap-2 text-[11px] leading-4 text-muted">
          <button
            type="button"
            title={t('showOnly')}
            onClick={() => setQuery({ correlation: group.correlation }, 'replace')}
            className="min-h-6 min-w-0 truncate rounded font-mono hover:text-fg hover:underline"
          >
            {group.correlation}
          </button>
          <span className="tabular shrink-0">
            {t('eventCount', { count: group.events.length })} · {times.duration(span)}
          </span>
        </p>
      ) : null}
      <ol className="border-l-2 border-line">
        {group.events.map((event, index) => (
          <EventLine
            key={event.seq}
            event={event}
            earlier={group.events[index + 1]?.at ?? null}
            clock={clock}
            marked={event.seq === marked}
          />
        ))}
      </ol>
    </li>
  );
}

function EventLine({
  event,
  earlier,
  clock,
  marked,
}: {
  event: ObjectEvent;
  earlier: number | null;
  clock: Clock;
  marked: boolean;
}) {
  const times = useTimes();
  const t = useTranslations('ops');
  const now = useNow(5_000);
  const [open, setOpen] = useState(marked);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) line.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  const bad = isFailure(event);
  const brief = Object.entries(event.data)
    .filter(([, value]) => typeof value !== 'object')
    .map(([key, value]) => `${key}=${String(value)}`)
    .join('  ');
  return (
    <li ref={line} data-event={event.kind} className={clsx('relative -ml-px', marked && 'rounded-r bg-selected')}>
      <span
        aria-hidden
        className={clsx('absolute top-2.5 -left-[5px] size-2.5 rounded-full ring-2 ring-bg', DOT[toneOf(event)])}
      />
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="focus-inset flex min-h-7 w-full items-baseline gap-2 rounded py-1 pr-1 pl-4 text-left hover:bg-hover"
      >
        <span className={clsx('shrink-0 text-list', bad ? 'font-semibold text-danger' : 'font-medium')}>
          {event.kind}
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-[11px] text-muted">{brief}</span>
        {earlier === null || event.at === earlier ? null : (
          <span className="tabular shrink-0 text-[11px] text-muted">+{times.duration(event.at - earlier)}</span>
        )}
        <time title={times.full(event.at)} className="tabular shrink-0 text-[11px] text-muted">
          {clock === 'wall' ? times.exact(event.at) : t('ago', { time: times.duration(Math.max(0, now - event.at)) })}
        </time>
        <ChevronRight
          size={13}
          aria-hidden
          className={clsx('shrink-0 self-center text-muted transition-transform duration-100', open && 'rotate-90')}
        />
      </button>
      {open ? (
        <pre className="mb-1 ml-4 overflow-x-auto rounded bg-panel p-2.5 font-mono text-[11px] leading-4 whitespace-pre-wrap">
          {JSON.stringify({ seq: event.seq, correlation: event.correlation, ...event.data }, null, 2)}
        </pre>
      ) : null}
    </li>
  );
}
