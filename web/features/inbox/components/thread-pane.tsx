'use client';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { ArrowLeft, PanelRight, Paperclip, PlugZap } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { Empty, Failure } from '../../../components/ui/states.tsx';
import { api, ApiError } from '../../../lib/api.ts';
import { contactAddress, contactName } from '../../../lib/contact.ts';
import { noteStep } from '../../../lib/first-steps.ts';
import { withRead } from '../../../lib/live/state.ts';
import { changeLive, useLive } from '../../../lib/live/store.ts';
import { numberState } from '../../../lib/number-state.ts';
import { useHasRole } from '../../../lib/session.tsx';
import { useMedia } from '../../../lib/use-media.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import type { useControl } from '../hooks/use-control.ts';
import { useFileDrop } from '../../../lib/use-file-drop.ts';
import { useConversation } from '../hooks/use-thread.ts';
import { attachFiles } from '../lib/tray.ts';
import { Composer } from './composer.tsx';
import { ControlBanner } from './control-banner.tsx';
import { Thread } from './thread.tsx';

const ContextDrawer = dynamic(() => import('./context-drawer.tsx'), { ssr: false });

type ThreadPaneProps = {
  contactId: string;
  control: ReturnType<typeof useControl>;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  onBack: () => void;
};

/** Header, messages, who drives, and the composer of one conversation. */
export function ThreadPane({ contactId, control, inputRef, onBack }: ThreadPaneProps) {
  const t = useTranslations('thread');
  const row = useLive((store) => store.live.rows[contactId]);
  const query = useConversation(contactId);
  // What goes on in another conversation is written there.
  const canWrite = useHasRole('owner', 'agent') && row?.mergedInto === undefined;
  const onRead = useMarkRead(contactId);
  useCitedAnswerSeen(contactId);
  const drop = useFileDrop(row && canWrite ? (files) => void attachFiles(contactId, files) : null);
  if (!row) {
    return (
      <section aria-label={t('pane')} data-pane="thread" className="flex min-w-0 flex-1 flex-col bg-thread">
        <div className="p-2 md:hidden">
          <Back onBack={onBack} />
        </div>
        {query.isError ? (
          query.error instanceof ApiError && query.error.status === 404 ? (
            <Empty icon={<PlugZap size={20} aria-hidden />} title={t('notFound')} />
          ) : (
            <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
          )
        ) : null}
      </section>
    );
  }
  return (
    <section
      aria-label={t('pane')}
      data-pane="thread"
      className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-thread"
      {...drop.handlers}
    >
      <Header row={row} onBack={onBack} />
      <Thread key={contactId} contactId={contactId} onRead={onRead} />
      <NumberTrouble row={row} />
      <ControlBanner row={row} control={control} canWrite={canWrite} />
      <Composer
        key={`composer:${contactId}`}
        row={row}
        inputRef={inputRef}
        canWrite={canWrite}
        onTakeover={() => control.takeover.mutate({ releaseAfterMinutes: 30 })}
      />
      {drop.over ? <DropHere /> : null}
    </section>
  );
}

/** Over the thread while files are held above it. */
function DropHere() {
  const t = useTranslations('composer');
  return (
    <div className="animate-fade pointer-events-none absolute inset-2 z-20 flex flex-col items-center justify-center gap-2 rounded-xl border-2 border-dashed border-primary bg-bg/90 text-title font-semibold text-primary">
      <Paperclip size={28} aria-hidden />
      {t('drop')}
    </div>
  );
}

function Back({ onBack }: { onBack: () => void }) {
  const t = useTranslations('thread');
  return (
    <IconButton label={t('back')} onClick={onBack}>
      <ArrowLeft size={20} aria-hidden />
    </IconButton>
  );
}

function Header({ row, onBack }: { row: ConversationRow; onBack: () => void }) {
  const t = useTranslations('thread');
  const [open, setOpen] = useState(false);
  const { contactId } = row.contact;
  const typingUntil = useLive((store) => store.live.typing[contactId] ?? 0);
  const now = useNow(1_000);
  const address = contactAddress(row.contact);
  // Alone on a narrow screen, the thread is the page.
  const Title = useMedia('(max-width: 899px)') ? 'h1' : 'h2';
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line bg-bg pr-2 pl-2 md:pl-5">
      <div className="md:hidden">
        <Back onBack={onBack} />
      </div>
      <Avatar name={row.contact.name} seed={contactId} size={40} />
      <div className="min-w-0 flex-1">
        <Title className="truncate text-title leading-5 font-semibold">
          <bdi>{contactName(row.contact)}</bdi>
        </Title>
        <p className="truncate text-meta text-muted">
          {typingUntil > now && now > 0 ? (
            <span className="font-medium text-primary">{t('typing')}</span>
          ) : row.contact.name === null ? (
            t('noName')
          ) : (
            <bdi className="tabular">{address}</bdi>
          )}
        </p>
      </div>
      <IconButton label={t('details')} className="xl:hidden" onClick={() => setOpen(true)}>
        <PanelRight size={19} aria-hidden />
      </IconButton>
      {open ? <ContextDrawer row={row} onClose={() => setOpen(false)} /> : null}
    </header>
  );
}

/** The number cannot send: said where the writing happens. */
function NumberTrouble({ row }: { row: ConversationRow }) {
  const t = useTranslations('thread');
  const number = useLive((store) => store.live.numbers[row.numberId]);
  const now = useNow(10_000);
  const times = useTimes();
  if (!number) return null;
  const state = numberState(number);
  if (state === 'online' || state === 'starting') return null;
  return (
    <p
      role="status"
      className="flex items-center gap-2 border-t border-line bg-danger-bg px-4 py-2 text-list text-danger"
    >
      <PlugZap size={16} className="shrink-0" aria-hidden />
      {t('numberDown', {
        name: number.name,
        known: number.linkSince === null ? 'no' : 'yes',
        time: number.linkSince === null ? '' : times.duration(Math.max(1_000, now - number.linkSince)),
        count: number.pending,
      })}
    </p>
  );
}

/** Tells the server how far this user has read, while the end of the thread is in sight. */
const useMarkRead = (contactId: string): ((atEnd: boolean) => void) => {
  const told = useRef(-1);
  useEffect(() => {
    told.current = -1;
  }, [contactId]);
  return useCallback(
    (atEnd: boolean) => {
      const { rows, read } = useLive.getState().live;
      const inboundCount = rows[contactId]?.inboundCount ?? 0;
      if (
        !atEnd ||
        document.visibilityState !== 'visible' ||
        inboundCount <= Math.max(read[contactId] ?? 0, told.current)
      )
        return;
      told.current = inboundCount;
      changeLive((state) => withRead(state, contactId, inboundCount));
      api.post(`/api/whatsapp/conversations/${contactId}/read`, { inboundCount }).catch(() => {
        // The mark stays here; the next line that is read tells the server both.
        told.current = -1;
      });
    },
    [contactId],
  );
};

/** The second of the first steps: an answer with its source was on the screen. */
const useCitedAnswerSeen = (contactId: string): void => {
  const seen = useLive(
    (store) =>
      store.live.threads[contactId]?.messages.some(
        (message) => message.direction === 'out' && message.citations.length > 0,
      ) ?? false,
  );
  useEffect(() => {
    if (seen) noteStep('answer');
  }, [seen]);
};
