'use client';
import type { NoticeMessage } from '@oconnector/protocol/model/message.ts';
import {
  BellOff,
  BellRing,
  CheckCheck,
  CircleAlert,
  Hand,
  Merge,
  RotateCcw,
  Smartphone,
  Split,
  Undo2,
  UserRoundCheck,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useNow, useTimes } from '../../../lib/use-time.ts';

/** Between two days. */
export function DaySeparator({ at }: { at: number }) {
  const times = useTimes();
  const now = useNow();
  return (
    <div className="flex justify-center px-4 pt-4 pb-1">
      <span className="rounded-full bg-bg px-3 py-0.5 text-meta font-medium text-muted shadow-[0_1px_1px_rgb(0_0_0/6%)]">
        {times.day(at, Math.max(now, 1))}
      </span>
    </div>
  );
}

/** Where reading begins; stays where it stood when the thread was opened. */
export function UnreadDivider({ count }: { count: number }) {
  const t = useTranslations('thread');
  return (
    <div className="flex items-center gap-3 px-4 pt-4 pb-1 text-meta font-semibold text-primary md:px-8">
      <span className="h-px flex-1 bg-primary/40" />
      {t('unread', { count })}
      <span className="h-px flex-1 bg-primary/40" />
    </div>
  );
}

function NoticeMark({ notice }: { notice: NoticeMessage['notice'] }) {
  const look = { size: 13, className: 'mr-1.5 inline-block align-[-2px]', 'aria-hidden': true } as const;
  switch (notice.event) {
    case 'takeover':
      return notice.via === 'phone' ? <Smartphone {...look} /> : <UserRoundCheck {...look} />;
    case 'release':
      return notice.why === 'resolved' ? <CheckCheck {...look} /> : <Undo2 {...look} />;
    case 'handoff':
      return <Hand {...look} />;
    case 'reopened':
      return <RotateCcw {...look} />;
    case 'opted_out':
      return <BellOff {...look} />;
    case 'opted_in':
      return <BellRing {...look} />;
    case 'quarantined':
      return <CircleAlert {...look} />;
    case 'merged_into':
    case 'merged':
      return <Merge {...look} />;
    case 'unmerged':
    case 'moved_back':
      return <Split {...look} />;
  }
}

/** A change of control, told in the thread; `count`: so many lines of the same, told as one. */
export function NoticeRow({ message, count = 1 }: { message: NoticeMessage; count?: number }) {
  const t = useTranslations('notice');
  const times = useTimes();
  const { notice } = message;
  return (
    <div className="flex justify-center px-6 pt-3 pb-1">
      <div className="max-w-md rounded-lg bg-bg/80 px-3 py-1.5 text-center text-meta text-muted">
        <p className="text-balance">
          <NoticeMark notice={notice} />
          {notice.event === 'moved_back' ? (
            t('moved_back', { count })
          ) : (
            <>
              <NoticeWords notice={notice} />{' '}
              <time className="tabular whitespace-nowrap">· {times.clock(message.at)}</time>
            </>
          )}
        </p>
        {notice.event === 'release' && notice.note ? (
          <p className="anytext mt-1 rounded bg-note px-2 py-1 text-left text-fg">
            <span className="font-medium">{t('note')}</span> <bdi>{notice.note}</bdi>
          </p>
        ) : null}
      </div>
    </div>
  );
}

function NoticeWords({ notice }: { notice: Exclude<NoticeMessage['notice'], { event: 'moved_back' }> }) {
  const t = useTranslations('notice');
  switch (notice.event) {
    case 'takeover':
    case 'opted_out':
      return (
        <>
          {notice.event === 'opted_out'
            ? t('optedOut')
            : notice.via === 'phone'
              ? t('takeoverPhone')
              : t('takeover', { name: notice.by })}
          {notice.cancelled > 0 ? ` · ${t('cancelled', { count: notice.cancelled })}` : null}
        </>
      );
    case 'release':
      return t(`release.${notice.why}`, { name: notice.by });
    case 'handoff':
      return t('handoff');
    case 'reopened':
      return t('reopened');
    case 'opted_in':
      return notice.by === null ? t('optedIn') : t('optedInBy', { name: notice.by });
    case 'quarantined':
      return t(notice.event);
    case 'merged_into':
    case 'merged':
    case 'unmerged':
      return (
        <>
          {t(notice.event)}.{' '}
          <NavLink className="text-info underline" href={`/inbox?c=${notice.contactId}`}>
            {t('openOther')}
          </NavLink>
        </>
      );
  }
}
