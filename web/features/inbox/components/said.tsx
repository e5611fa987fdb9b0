import type { InboundMessage } from '@oconnector/protocol/model/message.ts';
import { Ban, Captions } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { RichText } from '../../../components/ui/rich-text.tsx';

type Shown = Pick<InboundMessage, 'speaker' | 'edits' | 'revokedAt' | 'reactions' | 'transcript'>;

/** Who of a group said it. */
export function Speaker({ speaker }: Pick<Shown, 'speaker'>) {
  return speaker ? <bdi className="block text-meta font-semibold text-muted">{speaker}</bdi> : null;
}

/** Whether there is anything to say of what became of a message. */
export const hasAftermath = ({ edits, revokedAt, reactions, transcript }: Shown): boolean =>
  transcript !== undefined || edits !== undefined || revokedAt !== undefined || reactions !== undefined;

/** The words of a message, and what became of it: what was heard in it, edits, a deletion, reactions. */
export function Said({ message, children }: { message: Shown; children: ReactNode }) {
  const t = useTranslations('thread');
  return (
    <>
      {message.revokedAt === undefined ? (
        children
      ) : (
        <span className="flex items-center gap-2 py-0.5 text-muted italic">
          <Ban size={15} className="shrink-0" aria-hidden />
          {t('revoked')}
        </span>
      )}
      {message.transcript && message.revokedAt === undefined ? <Heard {...message.transcript} /> : null}
      {message.edits && message.revokedAt === undefined ? <Edits edits={message.edits} /> : null}
      {message.reactions ? <Reactions reactions={message.reactions} /> : null}
    </>
  );
}

/** Longer than this it is folded: what somebody said in two minutes would push the thread away. */
const FOLDED_FROM = 280;

/** What was heard in a voice note. A machine wrote it down, and may have misheard: it says so. */
function Heard({ text }: Pick<NonNullable<Shown['transcript']>, 'text'>) {
  const t = useTranslations('thread');
  const [open, setOpen] = useState(false);
  const long = text !== null && text.length > FOLDED_FROM;
  return (
    <div className="mt-1.5 border-l-2 border-strong/60 pl-2 text-list">
      <p className="flex items-center gap-1 text-meta text-muted">
        <Captions size={13} className="shrink-0" aria-hidden />
        {t('transcript')}
      </p>
      {text === null ? (
        <p className="text-muted italic">{t('notUnderstood')}</p>
      ) : (
        <div className={long && !open ? 'line-clamp-5' : undefined}>
          <RichText text={text} />
        </div>
      )}
      {long ? (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="min-h-6 rounded text-meta font-medium text-primary underline-offset-2 hover:underline"
        >
          {t(open ? 'readLess' : 'readAll')}
        </button>
      ) : null}
    </div>
  );
}

function Edits({ edits }: { edits: NonNullable<Shown['edits']> }) {
  const t = useTranslations('thread');
  return (
    <details className="text-meta text-muted">
      <summary className="w-fit cursor-pointer italic">{t('edited')}</summary>
      <ul aria-label={t('earlier')} className="mt-0.5 border-l-2 border-strong pl-2">
        {edits.map(({ text, at }) => (
          <li key={at} className="line-through decoration-fg/40">
            <RichText text={text} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Reactions({ reactions }: { reactions: NonNullable<Shown['reactions']> }) {
  const t = useTranslations('thread');
  return (
    <ul className="mt-1 flex gap-1">
      {reactions.map(({ by, emoji }) => (
        <li key={by} title={t(`reacted.${by}`, { emoji })} className="rounded-full bg-hover px-1.5 text-meta leading-5">
          <span className="sr-only">{t(`reacted.${by}`, { emoji })}</span>
          <span aria-hidden>{emoji}</span>
        </li>
      ))}
    </ul>
  );
}
