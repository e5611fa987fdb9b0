'use client';
import type { ConversationRow, Preview } from '@oconnector/protocol/model/conversation.ts';
import type { NoticeMessage } from '@oconnector/protocol/model/message.ts';
import clsx from 'clsx';
import { AlertCircle, Bot, CornerUpLeft } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';
import { KIND_ICON } from '../../../components/media/kind-icon.ts';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Count } from '../../../components/ui/badge.tsx';
import { Ticks } from '../../../components/ui/ticks.tsx';
import { contactName } from '../../../lib/contact.ts';
import { useDrafted } from '../../../lib/drafts-store.ts';
import { useLive } from '../../../lib/live/store.ts';
import { clipLength } from '../../../lib/media/format.ts';
import { plainText } from '../../../lib/markup.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { HolderMark } from './holder-mark.tsx';

type RowProps = { id: string; selected: boolean; focusable: boolean; onOpen: (id: string) => void };

/** One conversation in the list. 72 px, always. */
export const ListRow = memo(function ListRow({ id, selected, focusable, onOpen }: RowProps) {
  const t = useTranslations('list');
  const row = useLive((store) => store.live.rows[id]);
  const read = useLive((store) => store.live.read[id] ?? 0);
  const now = useNow();
  const times = useTimes();
  if (!row) return null;
  const unread = Math.max(0, row.inboundCount - read);
  const open = (event: MouseEvent): void => {
    // A new tab stays a new tab.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(id);
  };
  return (
    <a
      href={`/inbox?c=${id}`}
      onClick={open}
      data-row={id}
      tabIndex={focusable ? 0 : -1}
      aria-current={selected ? 'true' : undefined}
      className={clsx(
        'focus-inset flex h-[72px] items-center gap-3 px-4 [--row:var(--bg)]',
        selected ? 'bg-selected [--row:var(--selected)]' : 'hover:bg-hover hover:[--row:var(--hover)]',
      )}
    >
      <span className="relative">
        <Avatar name={row.contact.name} seed={id} size={44} />
        <HolderMark row={row} />
      </span>
      <span className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="flex items-baseline gap-2">
          <bdi className={clsx('min-w-0 flex-1 truncate text-body', unread > 0 ? 'font-semibold' : 'font-medium')}>
            {contactName(row.contact)}
          </bdi>
          <time
            dateTime={new Date(row.lastAt).toISOString()}
            title={times.full(row.lastAt)}
            className={clsx('tabular shrink-0 text-meta', unread > 0 ? 'font-medium text-primary' : 'text-muted')}
          >
            {now > 0 ? times.short(row.lastAt, Math.max(now, row.lastAt)) : ''}
          </time>
        </span>
        <span className="flex h-5 items-center gap-1.5">
          <PreviewLine row={row} open={selected} strong={unread > 0} />
          {row.unsettled > 0 ? (
            <span title={t('unsettled', { count: row.unsettled })} className="shrink-0 text-danger">
              <AlertCircle size={16} aria-hidden />
              <span className="sr-only">{t('unsettled', { count: row.unsettled })}</span>
            </span>
          ) : null}
          {unread > 0 ? <Count value={unread} cap={9} label={t('unread', { count: unread })} /> : null}
        </span>
      </span>
    </a>
  );
});

/** Of a notice, and of a line that was deleted, the row tells the event alone; the screen words it. */
const NOTICES = {
  takeover: 0,
  release: 0,
  handoff: 0,
  reopened: 0,
  opted_out: 0,
  opted_in: 0,
  quarantined: 0,
  merged_into: 0,
  merged: 0,
  unmerged: 0,
  moved_back: 0,
  revoked: 0,
} satisfies Record<NoticeMessage['notice']['event'] | 'revoked', 0>;
const isNotice = (event: string): event is keyof typeof NOTICES => Object.hasOwn(NOTICES, event);

/** Strict order: who types > an unsent draft > the last line. */
function PreviewLine({ row, open, strong }: { row: ConversationRow; open: boolean; strong: boolean }) {
  const t = useTranslations('list');
  const id = row.contact.contactId;
  const typing = useLive((store) => (store.live.typing[id] ?? 0) > Date.now());
  const draft = useDrafted((store) => store.texts[id]);
  const line = 'min-w-0 flex-1 truncate text-list';
  if (typing) return <span className={clsx(line, 'font-medium text-primary')}>{t('typing')}</span>;
  if (draft && !open) {
    return (
      <span className={line}>
        <span className="font-medium text-danger">{t('draft')}</span> <bdi className="text-muted">{draft}</bdi>
      </span>
    );
  }
  const { preview } = row;
  if (preview?.direction === 'notice')
    return (
      <span className={clsx(line, 'text-muted italic')}>
        {isNotice(preview.text) ? t(`notice.${preview.text}`) : preview.text}
      </span>
    );
  if (!preview) return <span className={clsx(line, 'text-muted')}>{t('nothingYet')}</span>;
  return (
    <span className={clsx(line, 'flex items-center gap-1', strong ? 'text-fg' : 'text-muted')}>
      {preview.direction === 'out' && preview.status ? <Ticks status={preview.status} className="shrink-0" /> : null}
      {preview.author === 'bot' ? (
        <Bot size={13} className="shrink-0 text-info" role="img" aria-label={t('fromBot')} />
      ) : preview.author === 'phone' || preview.author === 'human' ? (
        <CornerUpLeft size={13} className="shrink-0" role="img" aria-label={t('fromUs')} />
      ) : null}
      <PreviewWords preview={preview} />
    </span>
  );
}

/** The words of the last line; of a file what it is, and its length where it has one. */
function PreviewWords({ preview }: { preview: Preview }) {
  const what = useTranslations('thread.media');
  const { media, text } = preview;
  if (!media) return <bdi className="truncate">{plainText(text)}</bdi>;
  const kind = media.voice ? 'voice' : media.kind;
  const Icon = KIND_ICON[kind];
  const words = text.startsWith(`[${media.kind}] `) ? text.slice(media.kind.length + 3) : what(kind);
  return (
    <>
      <Icon size={14} className="shrink-0" role="img" aria-label={what(kind)} />
      <bdi className="truncate">{plainText(words)}</bdi>
      {media.durationMs === null ? null : (
        <span className="tabular shrink-0">{clipLength(media.durationMs / 1_000)}</span>
      )}
    </>
  );
}
