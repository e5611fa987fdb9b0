'use client';
import type { Content, MediaContent } from '@oconnector/protocol/model/content.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { InboundMessage, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import clsx from 'clsx';
import { Bot, FileQuestion, Headset, History, Smartphone } from 'lucide-react';
import dynamic from 'next/dynamic';
import { lazy, memo, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Filed, Line } from '../../../components/media/filed.tsx';
import { RichText } from '../../../components/ui/rich-text.tsx';
import { Ticks } from '../../../components/ui/ticks.tsx';
import { mediaOf } from '../../../lib/media/attachment.ts';
import { sourceOf } from '../../../lib/media/source.ts';
import { whatOf } from '../../../lib/media/what.ts';
import { useTimes } from '../../../lib/use-time.ts';
import type { Pending } from '../lib/pending.ts';
import { Outcome } from './outcome.tsx';
import { ForwardedMark, Quoted } from './quoted.tsx';
import { hasAftermath, Said, Speaker } from './said.tsx';

const MediaView = lazy(() => import('../../../components/media/media-view.tsx'));
const UploadBar = dynamic(() => import('./upload-bar.tsx'), { ssr: false });

export type ShowInfo = (message: OutboundMessage, anchor: HTMLElement) => void;

const AUTHOR = {
  bot: { Icon: Bot, tint: 'bg-bubble-ai', label: 'text-info' },
  human: { Icon: Headset, tint: 'bg-bubble-out', label: 'text-primary' },
  phone: { Icon: Smartphone, tint: 'bg-bubble-phone', label: 'text-muted' },
} as const;

/** A bubble's frame: side, corner at the head of a group, width. */
function Frame({
  side,
  head,
  tint,
  children,
}: {
  side: 'in' | 'out';
  head: boolean;
  tint: string;
  children: ReactNode;
}) {
  return (
    <div
      className={clsx('flex px-4 md:px-8', side === 'out' ? 'justify-end' : 'justify-start', head ? 'pt-2' : 'pt-0.5')}
    >
      <div
        className={clsx(
          'max-w-[min(86%,560px)] min-w-24 rounded-xl px-3 py-1.5 shadow-[0_1px_1px_rgb(0_0_0/7%)]',
          tint,
          head && (side === 'out' ? 'rounded-tr-sm' : 'rounded-tl-sm'),
        )}
      >
        {children}
      </div>
    </div>
  );
}

type BodyProps = {
  message: InboundMessage | OutboundMessage;
  meta: ReactNode;
  /** It was not sent, and will not be. */
  over?: boolean;
};

/** What a message says, what became of it, and its time. */
function Body({ message, meta, over = false }: BodyProps) {
  const said = (
    <Said message={message}>
      <div className={over ? 'line-through decoration-fg/40' : undefined}>
        <Words content={message.content} />
      </div>
    </Said>
  );
  return (
    <>
      {message.direction === 'in' ? <Speaker speaker={message.speaker} /> : null}
      {message.revokedAt === undefined ? <Beside message={message} /> : null}
      {message.content.type === 'media' && message.revokedAt === undefined ? (
        <File content={message.content} standing={message.media} meta={meta}>
          {message.content.caption || hasAftermath(message) ? said : null}
        </File>
      ) : (
        <Line meta={meta}>{said}</Line>
      )}
    </>
  );
}

/** What it came with: that it was passed on, and the message that it answers. */
function Beside({ message: { forwarded, quote } }: Pick<BodyProps, 'message'>) {
  return (
    <>
      {forwarded ? <ForwardedMark forwarded={forwarded} /> : null}
      {quote ? <Quoted quote={quote} /> : null}
    </>
  );
}

function File({
  content: { media, caption },
  standing,
  meta,
  children,
}: {
  content: MediaContent;
  standing: MediaStanding | undefined;
  meta: ReactNode;
  children: ReactNode;
}) {
  const source = sourceOf(media, standing);
  const file = <MediaView media={media} source={source} caption={caption} />;
  return (
    <Filed media={media} state={source.state} file={file} meta={meta}>
      {children}
    </Filed>
  );
}

function Words({ content }: { content: Content }) {
  const t = useTranslations('thread');
  if (content.type === 'text') return <RichText text={content.text} />;
  const caption = content.caption ? <RichText text={content.caption} /> : null;
  if (content.type === 'media') return caption;
  return (
    <>
      <span className="flex items-center gap-2 py-0.5 text-muted">
        <FileQuestion size={17} className="shrink-0" aria-hidden />
        <span className="italic">{t('unsupported', { what: t(`media.${whatOf(content)}`) })}</span>
      </span>
      {caption}
    </>
  );
}

export const InboundBubble = memo(function InboundBubble({
  message,
  head,
}: {
  message: InboundMessage;
  head: boolean;
}) {
  const t = useTranslations('thread');
  const times = useTimes();
  return (
    <Frame side="in" head={head} tint="bg-bubble-in">
      <Body
        message={message}
        meta={
          <span className="flex items-center gap-1 text-[11px] leading-4 text-muted">
            {message.old || message.late ? (
              <span title={message.old ? t('old') : t('late')}>
                <History size={12} aria-hidden />
                <span className="sr-only">{message.old ? t('old') : t('late')}</span>
              </span>
            ) : null}
            <time className="tabular" dateTime={new Date(message.at).toISOString()} title={times.full(message.sentAt)}>
              {times.clock(message.at)}
            </time>
          </span>
        }
      />
    </Frame>
  );
});

export const OutboundBubble = memo(function OutboundBubble({
  contactId,
  message,
  head,
  onInfo,
}: {
  contactId: string;
  message: OutboundMessage;
  head: boolean;
  onInfo: ShowInfo;
}) {
  const t = useTranslations('thread');
  const delivery = useTranslations('delivery');
  const times = useTimes();
  const kind = message.author.kind === 'contact' ? 'phone' : message.author.kind;
  const { Icon, tint, label } = AUTHOR[kind];
  const name = message.author.kind === 'human' ? message.author.name : t(`author.${kind}`);
  const over = message.status === 'cancelled' || message.status === 'expired';
  const meta = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={`${times.clock(message.at)} · ${delivery(message.status)} · ${t('info')}`}
      onClick={(event) => onInfo(message, event.currentTarget)}
      className="-mr-1 flex min-h-6 shrink-0 items-center gap-1 rounded px-1 text-[11px] leading-4 text-muted hover:bg-fg/8"
    >
      <time className="tabular" dateTime={new Date(message.at).toISOString()}>
        {times.clock(message.at)}
      </time>
      <Ticks status={message.status} />
    </button>
  );
  return (
    <Frame side="out" head={head} tint={over ? 'border border-dashed border-strong bg-bg/80' : tint}>
      {head ? (
        <div className={clsx('mb-0.5 flex items-center gap-1 text-meta font-semibold', label)}>
          <Icon size={13} aria-hidden />
          <bdi>{name}</bdi>
        </div>
      ) : (
        <span className="sr-only">{name}: </span>
      )}
      {message.citations.length > 0 ? (
        <>
          <Body message={message} meta={null} over={over} />
          <Citations message={message} meta={meta} />
        </>
      ) : (
        <Body message={message} meta={meta} over={over} />
      )}
      <Outcome message={message} contactId={contactId} />
    </Frame>
  );
});

/** What the answer rests on, as the server resolved it. */
function Citations({ message, meta }: { message: OutboundMessage; meta: ReactNode }) {
  const t = useTranslations('thread');
  const [open, setOpen] = useState<number | null>(null);
  const shown = open === null ? null : message.citations[open];
  return (
    <div className="mt-1 pb-0.5">
      <div className="flex items-end justify-between gap-3">
        <ul aria-label={t('sources')} className="flex min-w-0 flex-wrap gap-1">
          {message.citations.map((citation, index) => (
            <li key={citation.passageId} className="max-w-full">
              <button
                type="button"
                aria-expanded={open === index}
                onClick={() => setOpen(open === index ? null : index)}
                className="flex h-6 max-w-full items-center gap-1 rounded-full bg-bg/70 px-2 text-meta text-info hover:bg-bg"
              >
                <span className="tabular font-semibold">{index + 1}</span>
                <bdi className="truncate">{citation.title}</bdi>
              </button>
            </li>
          ))}
        </ul>
        {meta}
      </div>
      {shown ? (
        <blockquote className="anytext animate-fade mt-1.5 border-l-2 border-info/50 pl-2 text-list text-fg/85">
          <bdi>{shown.quote}</bdi>
        </blockquote>
      ) : null}
    </div>
  );
}

/** What was just written here and is on its way to the API. */
export const PendingBubble = memo(function PendingBubble({
  pending,
  head,
  name,
}: {
  pending: Pending;
  head: boolean;
  name: string;
}) {
  const t = useTranslations('thread');
  const times = useTimes();
  return (
    <Frame side="out" head={head} tint={AUTHOR.human.tint}>
      {head ? (
        <div className={clsx('mb-0.5 flex items-center gap-1 text-meta font-semibold', AUTHOR.human.label)}>
          <Headset size={13} aria-hidden />
          <bdi>{name}</bdi>
        </div>
      ) : null}
      <Own pending={pending}>
        <span className="flex min-h-6 items-center gap-1 text-[11px] leading-4 text-muted">
          <time className="tabular">{times.clock(pending.at)}</time>
          <Ticks status="queued" />
        </span>
      </Own>
      {pending.attachment ? <UploadBar clientId={pending.clientId} /> : null}
      {pending.state === 'waiting' ? (
        <p className="mt-1 mb-0.5 rounded bg-warn-bg px-2 py-1 text-meta text-warn">{t('waitingForNetwork')}</p>
      ) : null}
    </Frame>
  );
});

/** What is on its way, and its time. A file is shown from this machine. */
function Own({ pending: { text, attachment }, children: meta }: { pending: Pending; children: ReactNode }) {
  const words = text === '' ? null : <RichText text={text} />;
  if (!attachment) return <Line meta={meta}>{words}</Line>;
  const media = mediaOf(attachment);
  const source = { state: 'ready', bytes: media.bytes, src: attachment.url, download: null } as const;
  return (
    <Filed media={media} state="ready" file={<MediaView media={media} source={source} />} meta={meta}>
      {words}
    </Filed>
  );
}
