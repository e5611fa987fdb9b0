'use client';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import { useNow, useTimes } from '../../../lib/use-time.ts';

/** The sums that say whether all is well. */
export function Tiles({ objects }: { objects: readonly ObjectSnapshot[] }) {
  const t = useTranslations('ops');
  const now = useNow(1_000);
  const times = useTimes();
  const sum = (pick: (object: ObjectSnapshot) => number): number =>
    objects.reduce((total, object) => total + pick(object), 0);
  const late = Math.max(0, ...objects.map((object) => (object.nextTimerAt === null ? 0 : now - object.nextTimerAt)));
  const oldest = Math.max(
    0,
    ...objects.map((object) => (object.oldestOutboxAt === null ? 0 : now - object.oldestOutboxAt)),
  );
  const errors = sum((object) => object.errors);
  const tiles = [
    { label: t('tile.objects'), value: String(objects.length), bad: false },
    { label: t('tile.sockets'), value: String(sum((object) => object.sockets)), bad: false },
    { label: t('tile.outbox'), value: String(sum((object) => object.outboxDepth)), bad: oldest > 60_000 },
    { label: t('tile.oldest'), value: oldest > 0 ? times.duration(oldest) : '—', bad: oldest > 60_000 },
    { label: t('tile.timerLag'), value: late > 1_000 ? times.duration(late) : '—', bad: late > 10_000 },
    { label: t('tile.errors'), value: String(errors), bad: errors > 0 },
  ];
  return (
    <dl className="grid shrink-0 grid-cols-3 border-b border-line lg:grid-cols-6 xl:grid-cols-6">
      {tiles.map((tile) => (
        <div
          key={tile.label}
          className="border-line px-4 py-3 not-first:border-l max-md:nth-[n+4]:border-t max-md:nth-[4]:border-l-0"
        >
          <dt className="truncate text-meta text-muted">{tile.label}</dt>
          <dd className={clsx('tabular text-title font-semibold', tile.bad && 'text-danger')}>{tile.value}</dd>
        </div>
      ))}
    </dl>
  );
}
