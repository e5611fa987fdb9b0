'use client';
import { Download, FileText, LoaderCircle } from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import { fileSize, typeLabel } from '../../lib/media/format.ts';
import type { MediaViewProps } from './media-view.tsx';

/** A document by its name, its type and its size; one click fetches it. */
export function DocumentTile({ media, source }: MediaViewProps) {
  const t = useTranslations('media');
  const what = useTranslations('thread.media');
  const locale = useLocale();
  const name = media.fileName ?? what('document');
  const facts = [
    typeLabel(media.fileName, media.mime),
    source.bytes === null ? '' : fileSize(source.bytes, locale),
    source.state === 'pending' ? t('coming') : '',
  ].filter((fact) => fact !== '');
  const inside = (
    <>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-md bg-bg text-muted">
        <FileText size={20} aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="line-clamp-2 font-medium [overflow-wrap:anywhere]">{name}</bdi>
        <span className="tabular block truncate text-meta text-fg/80">{facts.join(' · ')}</span>
      </span>
      {source.state === 'pending' ? (
        <LoaderCircle size={18} className="animate-spin text-muted" aria-hidden />
      ) : (
        <Download size={18} className="shrink-0 text-fg/80" aria-hidden />
      )}
    </>
  );
  const look = 'flex w-[300px] max-w-full items-center gap-2.5 rounded-lg bg-fg/6 p-2 pr-3';
  if (source.src === null)
    return (
      <div role="status" className={look}>
        {inside}
      </div>
    );
  return (
    <a href={source.download ?? source.src} download={media.fileName ?? ''} className={`${look} hover:bg-fg/10`}>
      <span className="sr-only">{t('download')} </span>
      {inside}
    </a>
  );
}
