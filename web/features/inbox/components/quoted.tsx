import type { Quote } from '@oconnector/protocol/model/message.ts';
import type { Excerpt, Forwarded } from '@oconnector/protocol/model/quote.ts';
import { Ban, FileQuestion, Forward } from 'lucide-react';
import { createContext, useContext } from 'react';
import { useTranslations } from 'use-intl';
import { KIND_ICON } from '../../../components/media/kind-icon.ts';
import { plainText } from '../../../lib/markup.ts';

/** Of the thread that a quote stands in: who reads it, whom it is with, and the way to a line of it. */
type Reading = {
  userId: string | null;
  /** Null in a group, where the contact is nobody who could have said it. */
  contactName: string | null;
  jump: ((seq: number) => void) | null;
};
export const ReadingContext = createContext<Reading>({ userId: null, contactName: null, jump: null });

/** That a message was passed on. */
export function ForwardedMark({ forwarded }: { forwarded: Forwarded }) {
  const t = useTranslations('thread.passedOn');
  return (
    <span className="flex items-center gap-1 text-meta text-muted italic">
      <Forward size={13} className="shrink-0" aria-hidden />
      {t(forwarded)}
    </span>
  );
}

/** Whose the quoted message is; null where nobody knows. */
const useAuthor = ({ line, fromMe }: Quote): string | null => {
  const t = useTranslations('thread');
  const { userId, contactName } = useContext(ReadingContext);
  if (line === null) return fromMe === true ? t('quote.us') : fromMe === false ? contactName : null;
  const { author, speaker } = line;
  switch (author.kind) {
    case 'contact':
      return speaker ?? contactName;
    case 'human':
      return author.userId === userId ? t('quote.you') : author.name;
    default:
      return t(`author.${author.kind}`);
  }
};

const FRAME = 'my-0.5 block w-full rounded-md border-l-3 border-primary/60 bg-fg/6 px-2 py-1 text-left text-list';

/** The message that another one answers: a click leads to it where it is in the thread. */
export function Quoted({ quote }: { quote: Quote }) {
  const t = useTranslations('thread');
  const { jump } = useContext(ReadingContext);
  const author = useAuthor(quote);
  const inside = (
    <>
      {author === null ? null : <bdi className="block truncate text-meta font-semibold text-primary">{author}</bdi>}
      <Beginning excerpt={quote.excerpt} />
    </>
  );
  const { line } = quote;
  if (line === null || jump === null) return <blockquote className={FRAME}>{inside}</blockquote>;
  return (
    <button type="button" title={t('quote.go')} onClick={() => jump(line.seq)} className={`${FRAME} hover:bg-fg/10`}>
      {inside}
    </button>
  );
}

/** At most two lines of it. */
function Beginning({ excerpt }: { excerpt: Excerpt | null }) {
  const t = useTranslations('thread');
  if (excerpt === null)
    return (
      <span className="flex items-center gap-1.5 text-muted italic">
        <Ban size={13} className="shrink-0" aria-hidden />
        {t('revoked')}
      </span>
    );
  const { text, what } = excerpt;
  if (what === undefined) return <bdi className="anytext line-clamp-2 text-fg/80">{plainText(text)}</bdi>;
  const Icon = what in KIND_ICON ? KIND_ICON[what as keyof typeof KIND_ICON] : FileQuestion;
  return (
    <span className="flex items-start gap-1.5 text-fg/80">
      <Icon size={14} className="mt-0.5 shrink-0" role="img" aria-label={t(`media.${what}`)} />
      {text === '' ? (
        <span aria-hidden>{t(`media.${what}`)}</span>
      ) : (
        <bdi className="anytext line-clamp-2 min-w-0">{plainText(text)}</bdi>
      )}
    </span>
  );
}
