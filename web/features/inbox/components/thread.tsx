'use client';
import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { ArrowDown, MessageSquareDashed } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Count } from '../../../components/ui/badge.tsx';
import { Empty, Failure, useDelayedLoading } from '../../../components/ui/states.tsx';
import { contactName } from '../../../lib/contact.ts';
import { useLive } from '../../../lib/live/store.ts';
import type { Thread as HeldThread } from '../../../lib/live/state.ts';
import { mediaOf } from '../../../lib/media/attachment.ts';
import { mediaRoom } from '../../../lib/media/fit.ts';
import { pausePlayer } from '../../../lib/media/player.ts';
import { wordsOf } from '../../../lib/media/what.ts';
import { useUser } from '../../../lib/session.tsx';
import { useTimes } from '../../../lib/use-time.ts';
import { useThread } from '../hooks/use-thread.ts';
import { useJump } from '../hooks/use-jump.ts';
import { useJumpsFromBeside } from '../hooks/use-jumps-from-beside.ts';
import { useAnnouncement } from '../hooks/use-announcement.ts';
import { pendingOf, usePending } from '../lib/pending.ts';
import { firstUnreadSeq, isGivenBack, type ThreadItem, threadItems } from '../lib/thread-items.ts';
import { InboundBubble, OutboundBubble, PendingBubble, type ShowInfo } from './bubble.tsx';
import { ReadingContext } from './quoted.tsx';
import { DaySeparator, NoticeRow, UnreadDivider } from './thread-rows.tsx';

const MessageInfo = dynamic(() => import('./message-info.tsx'), { ssr: false });

/** Older messages are fetched when the top is this near, in pixels. */
const NEAR_TOP = 600;
/** Up to here from the bottom counts as being at the bottom. */
const AT_END = 100;

type ThreadProps = { contactId: string; onRead: (atEnd: boolean) => void };

/** The messages of one conversation. Mounted anew for each. */
export function Thread({ contactId, onRead }: ThreadProps) {
  const t = useTranslations('thread');
  const { thread, query, ...older } = useThread(contactId);
  const loading = useDelayedLoading(!thread && query.isPending);
  // What plays is heard over scrolling, not over another conversation.
  useEffect(() => pausePlayer, []);
  if (thread)
    return thread.messages.length === 0 ? (
      <Nothing contactId={contactId} />
    ) : (
      <Lines contactId={contactId} thread={thread} {...older} onRead={onRead} />
    );
  if (query.isError) return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div aria-busy className="min-h-0 flex-1 space-y-3 overflow-hidden px-4 py-6 md:px-8">
      {loading
        ? [46, 62, 38, 70, 54].map((width, n) => (
            <div
              key={n}
              className={`skeleton h-11 rounded-xl! ${n % 2 ? 'ml-auto' : ''}`}
              style={{ width: `${width}%` }}
            />
          ))
        : null}
    </div>
  );
}

function Nothing({ contactId }: { contactId: string }) {
  const t = useTranslations('thread');
  const row = useLive((store) => store.live.rows[contactId]);
  return (
    <Empty
      icon={<MessageSquareDashed size={20} aria-hidden />}
      title={t('empty', { name: row ? contactName(row.contact) : '' })}
    />
  );
}

/** Where reading began, decided once when the thread opened. */
const useOpenedAt = (contactId: string, thread: HeldThread): { seq: number; count: number } | null => {
  const [mark] = useState(() => {
    const { rows, read } = useLive.getState().live;
    const unread = (rows[contactId]?.inboundCount ?? 0) - (read[contactId] ?? 0);
    const seq = unread > 0 ? firstUnreadSeq(thread.messages, unread) : null;
    return seq === null ? null : { seq, count: unread };
  });
  return mark;
};

/** The words of a line, how high its file stands, and how high what it came with. */
const insideOf = (item: Exclude<ThreadItem, { kind: 'notice' }>): { text: string; file: number; beside: number } => {
  if (item.kind === 'pending') {
    const { text, attachment } = item.pending;
    return { text, file: attachment ? mediaRoom(mediaOf(attachment)).height : 0, beside: 0 };
  }
  const { content, quote, forwarded } = item.message;
  const file = content.type === 'media' ? mediaRoom(content.media).height : 0;
  return { text: wordsOf(content), file, beside: (quote ? 48 : 0) + (forwarded ? 16 : 0) };
};

const estimate = (item: ThreadItem | undefined): number => {
  if (!item) return 60;
  const above = (item.day === null ? 0 : 40) + (item.unread === null ? 0 : 36);
  if (item.kind === 'notice') return above + 44;
  const { text, file, beside } = insideOf(item);
  const words = text === '' && file > 0 ? 0 : 20 + Math.floor(Math.min(text.length, 3_000) / 60) * 20;
  return above + beside + 20 + words + (file > 0 ? file + 20 : 0) + (item.head ? 26 : 0);
};

type LinesProps = {
  contactId: string;
  thread: HeldThread;
  loadOlder: () => Promise<void>;
  loadUntil: (seq: number) => Promise<boolean>;
  olderFailed: boolean;
  onRead: (atEnd: boolean) => void;
};

function Lines({ contactId, thread, loadOlder, loadUntil, olderFailed, onRead }: LinesProps) {
  const t = useTranslations('thread');
  const user = useUser();
  const times = useTimes();
  const pending = usePending(pendingOf(contactId));
  const unread = useOpenedAt(contactId, thread);
  const items = useMemo(
    () => threadItems({ messages: thread.messages, pending, userId: user.userId, unread, dayKey: times.dayKey }),
    [thread.messages, pending, user.userId, unread, times],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const [info, setInfo] = useState<{ message: OutboundMessage; anchor: HTMLElement } | null>(null);
  const showInfo = useCallback<ShowInfo>((message, anchor) => setInfo({ message, anchor }), []);

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(items[index]),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END,
  });

  // Opens at the first unread line, or at the very end.
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || items.length === 0) return;
    placed.current = true;
    const mark = items.findIndex((item) => item.unread !== null);
    if (mark > 0) virtual.scrollToIndex(mark, { align: 'start' });
    else virtual.scrollToEnd();
  }, [items, virtual]);

  const { atEnd, unseen, look } = useUnseen(scroller, thread);
  useEffect(() => onRead(atEnd), [atEnd, onRead, thread.messages]);
  const own = pending.at(-1)?.clientId;
  useEffect(() => {
    if (own) virtual.scrollToEnd();
  }, [own, virtual]);

  const scrollTo = useCallback(
    (index: number): void => {
      // The quote that was clicked goes out of sight, and the focus must not go with it.
      scroller.current?.focus({ preventScroll: true });
      virtual.scrollToIndex(index, { align: 'center' });
    },
    [virtual],
  );
  const { jump, marked } = useJump({ items, loadUntil, scrollTo });
  useJumpsFromBeside(contactId, jump);
  const reading = useReading(contactId, jump);

  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);
  useKeepEnd(scroller, atEnd, toEnd);

  const rows = virtual.getVirtualItems();
  const onScroll = (): void => {
    const top = scroller.current?.scrollTop ?? Infinity;
    if (top < NEAR_TOP && thread.hasMoreBefore && placed.current) void loadOlder();
    look();
  };
  const short = virtual.getTotalSize() < NEAR_TOP;
  // Lines that stand as one add no height, so that there may be nothing to scroll to.
  const unfinished = isGivenBack(thread.messages[0]);
  useEffect(() => {
    const isNear = (scroller.current?.scrollTop ?? Infinity) < NEAR_TOP;
    if ((short || (unfinished && isNear)) && thread.hasMoreBefore) void loadOlder();
  }, [short, unfinished, thread, loadOlder]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label={t('label')}
        tabIndex={0}
        className="focus-inset h-full overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        {olderFailed ? (
          <p className="flex justify-center gap-2 py-2 text-meta text-danger">
            {t('olderFailed')}
            <button type="button" className="underline underline-offset-2" onClick={() => void loadOlder()}>
              {t('retry')}
            </button>
          </p>
        ) : null}
        <div className="flex min-h-full flex-col justify-end">
          <div className="relative shrink-0" style={{ height: virtual.getTotalSize() }}>
            {rows.map((row) => {
              const item = items[row.index];
              return item ? (
                <div
                  key={row.key}
                  ref={virtual.measureElement}
                  data-index={row.index}
                  data-line={item.key}
                  className={clsx(
                    'absolute inset-x-0 top-0 transition-colors duration-500',
                    item.kind === 'message' && item.message.seq === marked && 'bg-primary/15',
                  )}
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <ReadingContext value={reading}>
                    <Line contactId={contactId} item={item} name={user.name} onInfo={showInfo} />
                  </ReadingContext>
                </div>
              ) : null;
            })}
          </div>
        </div>
      </div>
      {atEnd ? null : (
        <button
          type="button"
          onClick={() => virtual.scrollToEnd()}
          aria-label={unseen > 0 ? t('newMessages', { count: unseen }) : t('toEnd')}
          className="animate-rise absolute right-4 bottom-3 flex h-10 min-w-10 items-center justify-center gap-1.5 rounded-full bg-bg px-2.5 text-meta font-medium text-fg shadow-overlay hover:bg-hover"
        >
          {unseen > 0 ? <Count value={unseen} /> : null}
          <ArrowDown size={18} aria-hidden />
        </button>
      )}
      <Announcer contactId={contactId} />
      {info ? <MessageInfo message={info.message} anchor={info.anchor} onClose={() => setInfo(null)} /> : null}
    </div>
  );
}

/** What quotes need to know of the thread that they stand in. */
const useReading = (contactId: string, jump: (seq: number) => void) => {
  const { userId } = useUser();
  const contact = useLive((store) => store.live.rows[contactId]?.contact);
  return useMemo(() => {
    const isGroup = contact?.aliases.some(({ kind }) => kind === 'group') ?? true;
    return { userId, contactName: contact && !isGroup ? contactName(contact) : null, jump };
  }, [userId, contact, jump]);
};

/** Whether the end is in sight, and how many lines of others came while it was not. */
const useUnseen = (scroller: RefObject<HTMLDivElement | null>, thread: HeldThread) => {
  const [atEnd, setAtEnd] = useState(true);
  const lastSeq = thread.messages.at(-1)?.seq ?? 0;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  const look = useCallback((): void => {
    const box = scroller.current;
    if (box) setAtEnd(box.scrollHeight - box.clientHeight - box.scrollTop <= AT_END);
  }, [scroller]);
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, lastSeq]);
  useEffect(() => {
    if (atEnd) setSeenSeq(lastSeq);
  }, [atEnd, lastSeq]);
  const unseen = atEnd
    ? 0
    : thread.messages.filter((message) => message.seq > seenSeq && message.direction === 'in').length;
  return { atEnd, unseen, look };
};

/** What stands below takes room and gives it back (files, a recording, many words): the end stays in sight if it was. */
const useKeepEnd = (scroller: RefObject<HTMLDivElement | null>, atEnd: boolean, toEnd: () => void): void => {
  const keep = useRef({ atEnd, toEnd });
  keep.current = { atEnd, toEnd };
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (keep.current.atEnd) keep.current.toEnd();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller]);
};

function Line({
  contactId,
  item,
  name,
  onInfo,
}: {
  contactId: string;
  item: ThreadItem;
  name: string;
  onInfo: ShowInfo;
}) {
  return (
    <>
      {item.day === null ? null : <DaySeparator at={item.day} />}
      {item.unread === null ? null : <UnreadDivider count={item.unread} />}
      {item.kind === 'notice' ? (
        <NoticeRow message={item.message} count={item.count} />
      ) : item.kind === 'pending' ? (
        <PendingBubble pending={item.pending} head={item.head} name={name} />
      ) : item.message.direction === 'in' ? (
        <InboundBubble message={item.message} head={item.head} />
      ) : (
        <OutboundBubble contactId={contactId} message={item.message} head={item.head} onInfo={onInfo} />
      )}
    </>
  );
}

/** Reads new lines of the contact out, and nothing else. */
function Announcer({ contactId }: { contactId: string }) {
  const words = useAnnouncement(contactId);
  return (
    <div role="status" className="sr-only">
      {words}
    </div>
  );
}
