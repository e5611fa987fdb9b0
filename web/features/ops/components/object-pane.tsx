'use client';
import type { ObjectDetail, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { ArrowUpRight, Inbox, TimerReset, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { Empty, Failure, StaleBadge, useDelayedLoading } from '../../../components/ui/states.tsx';
import { TabPanel, Tabs } from '../../../components/ui/tabs.tsx';
import { WhySentence } from '../../../components/why.tsx';
import { ApiError } from '../../../lib/api.ts';
import { useQueryParam } from '../../../lib/nav.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useMedia } from '../../../lib/use-media.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useObject, type ObjectRef, type Pace } from '../hooks/use-objects.ts';
import { JsonTree } from './json-tree.tsx';
import { CLASS_ICON } from './object-table.tsx';
import { Timeline } from './timeline.tsx';

type PaneProps = { target: ObjectRef; snapshot: ObjectSnapshot | undefined; pace: Pace; onClose: () => void };

/** One object, opened: its sentence, state, log, timers and outbox. */
export default function ObjectPane({ target, snapshot, pace, onClose }: PaneProps) {
  const t = useTranslations('ops');
  const wanted = useQueryParam('tab');
  const [tab, setTab] = useState(wanted ?? 'timeline');
  const query = useObject(target, pace);
  const loading = useDelayedLoading(query.isPending);
  const detail = query.data?.detail;
  const head = detail?.snapshot ?? snapshot;
  const Icon = head ? CLASS_ICON[head.class] : Inbox;
  // Alone on a narrow screen, the object is the page.
  const Title = useMedia('(max-width: 899px)') ? 'h1' : 'h2';
  return (
    <section aria-label={t('object')} data-pane="thread" className="flex min-h-0 min-w-0 flex-1 flex-col bg-bg">
      <header className="flex items-start gap-3 px-4 pt-4 pb-3">
        <span className="mt-0.5 flex size-9 shrink-0 items-center justify-center rounded-md bg-hover text-muted">
          <Icon size={18} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <Title className="truncate text-title font-semibold">
            <bdi>{head?.label ?? target.class}</bdi>
          </Title>
          <p className="truncate font-mono text-[11px] text-muted">{head?.name ?? `${target.class} ${target.key}`}</p>
        </div>
        {target.class === 'Conversation' ? (
          <NavLink
            href={`/inbox?c=${target.key}`}
            className="inline-flex min-h-8 items-center gap-1 rounded px-1 text-list font-medium text-primary underline-offset-4 hover:underline"
          >
            {t('openConversation')}
            <ArrowUpRight size={14} aria-hidden />
          </NavLink>
        ) : null}
        <IconButton size="sm" label={t('closeObject')} onClick={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </header>
      {query.data?.why ? (
        <p data-why={query.data.why.because} className="mx-4 mb-3 rounded-md bg-info-bg px-3 py-2 text-list">
          <span className="font-semibold text-info">{t('why')} </span>
          <WhySentence why={query.data.why} />
        </p>
      ) : null}
      {query.isError && detail ? <StaleBadge since={query.dataUpdatedAt} onRetry={() => void query.refetch()} /> : null}
      {query.isError && !detail ? (
        <Failure
          title={
            query.error instanceof ApiError && query.error.status === 404 ? t('objectNotFound') : t('objectFailed')
          }
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <Tabs
          value={tab}
          onChange={setTab}
          label={t('object')}
          tabs={[
            { id: 'timeline', label: t('tab.timeline') },
            { id: 'state', label: t('tab.state') },
            { id: 'timers', label: t('tab.timers'), count: detail?.timers.length ?? 0 },
            { id: 'outbox', label: t('tab.outbox'), count: detail?.outbox.length ?? 0 },
          ]}
        >
          <TabPanel value="timeline" className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
            <Timeline key={`${target.class}:${target.key}`} target={target} pace={pace} />
          </TabPanel>
          <TabPanel value="state" className="min-h-0 flex-1 overflow-y-auto p-4">
            {detail ? <JsonTree name={null} value={detail.state} depth={0} /> : <Wait loading={loading} />}
          </TabPanel>
          <TabPanel value="timers" className="min-h-0 flex-1 overflow-y-auto p-4">
            {detail ? <Timers timers={detail.timers} /> : <Wait loading={loading} />}
          </TabPanel>
          <TabPanel value="outbox" className="min-h-0 flex-1 overflow-y-auto p-4">
            {detail ? <Outbox rows={detail.outbox} /> : <Wait loading={loading} />}
          </TabPanel>
        </Tabs>
      )}
    </section>
  );
}

function Wait({ loading }: { loading: boolean }) {
  return (
    <div aria-busy className="space-y-3">
      {loading
        ? [40, 65, 50].map((width) => <div key={width} className="skeleton h-4" style={{ width: `${width}%` }} />)
        : null}
    </div>
  );
}

function Timers({ timers }: { timers: ObjectDetail['timers'] }) {
  const t = useTranslations('ops');
  const now = useNow(1_000);
  const times = useTimes();
  if (timers.length === 0) return <Empty compact icon={<TimerReset size={20} aria-hidden />} title={t('noTimers')} />;
  return (
    <ul className="divide-y divide-line">
      {[...timers]
        .sort((a, b) => a.dueAt - b.dueAt)
        .map((timer) => (
          <li key={`${timer.kind}:${timer.ref}`} className="flex min-h-11 items-center justify-between gap-4">
            <span className="min-w-0">
              <span className="block font-medium">{timer.kind}</span>
              {timer.ref ? <span className="block truncate font-mono text-[11px] text-muted">{timer.ref}</span> : null}
            </span>
            <span
              title={times.full(timer.dueAt)}
              className={`tabular shrink-0 text-list ${timer.dueAt < now - 5_000 ? 'font-medium text-danger' : 'text-muted'}`}
            >
              {timer.dueAt < now
                ? t('late', { time: times.duration(now - timer.dueAt) })
                : t('in', { time: times.duration(timer.dueAt - now) })}
            </span>
          </li>
        ))}
    </ul>
  );
}

function Outbox({ rows }: { rows: ObjectDetail['outbox'] }) {
  const t = useTranslations('ops');
  const now = useNow(1_000);
  const times = useTimes();
  if (rows.length === 0) return <Empty compact icon={<Inbox size={20} aria-hidden />} title={t('noOutbox')} />;
  return (
    <ul className="divide-y divide-line">
      {rows.map((row) => (
        <li key={row.id} className="py-2.5">
          <div className="flex items-baseline justify-between gap-4">
            <span className="font-medium">{row.kind}</span>
            <span className="tabular text-meta text-muted">
              {t('attempts', { count: row.attempts })} ·{' '}
              {row.nextAttemptAt <= now ? t('now') : t('in', { time: times.duration(row.nextAttemptAt - now) })}
            </span>
          </div>
          <p className="truncate font-mono text-[11px] text-muted">{row.id}</p>
          {row.error ? <p className="mt-0.5 text-meta text-danger">{row.error}</p> : null}
        </li>
      ))}
    </ul>
  );
}
