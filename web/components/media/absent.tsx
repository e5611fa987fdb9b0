'use client';
import type { Media } from '@oconnector/protocol/model/media.ts';
import { CloudOff, Download, FileLock2, FileX2, RotateCcw, Scaling, TimerOff, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import { fileSize } from '../../lib/media/format.ts';
import type { MediaSource } from '../../lib/media/source.ts';
import { whatOfMedia } from '../../lib/media/what.ts';

/** A tile in the place of a file: what it was, and why it is not here. */
export function Tile({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="flex w-[300px] max-w-full items-start gap-2.5 rounded-lg bg-fg/6 px-3 py-2.5">
      <Icon size={18} className="mt-px shrink-0 text-fg/80" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <div className="text-list text-fg/80">{children}</div>
      </div>
    </div>
  );
}

const ICONS = { failed: FileX2, too_large: Scaling, refused: FileLock2, expired: TimerOff } as const;

/** The ends that a file may have without being here. */
export function Absent({ media, source }: { media: Media; source: MediaSource }) {
  const t = useTranslations('media');
  const what = useTranslations('thread.media');
  const locale = useLocale();
  if (source.state === 'ready' || source.state === 'pending') return null;
  return (
    <Tile icon={ICONS[source.state]} title={media.fileName ?? what(whatOfMedia(media))}>
      {t(`absent.${source.state}`, {
        size: source.bytes === null ? '' : fileSize(source.bytes, locale),
        known: source.bytes === null ? 'no' : 'yes',
        max: fileSize(MEDIA_MAX_BYTES[media.kind], locale),
      })}
    </Tile>
  );
}

/** The file is there, but it did not come to this browser or this browser cannot show it. */
export function Unshown({ media, source, onRetry }: { media: Media; source: MediaSource; onRetry: () => void }) {
  const t = useTranslations('media');
  const what = useTranslations('thread.media');
  const action =
    'inline-flex min-h-6 items-center gap-1 rounded font-medium text-fg underline decoration-current/40 underline-offset-2';
  return (
    <Tile icon={CloudOff} title={what(whatOfMedia(media))}>
      <p role="status">{t('unshown')}</p>
      <p className="mt-1 flex flex-wrap gap-x-4">
        <button type="button" onClick={onRetry} className={action}>
          <RotateCcw size={13} aria-hidden />
          {t('retry')}
        </button>
        {source.src === null ? null : (
          <a href={source.download ?? source.src} download={media.fileName ?? ''} className={action}>
            <Download size={13} aria-hidden />
            {t('download')}
          </a>
        )}
      </p>
    </Tile>
  );
}
