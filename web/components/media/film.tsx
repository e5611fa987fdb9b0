'use client';
import { Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { mediaRoom } from '../../lib/media/fit.ts';
import { takeFloor } from '../../lib/media/floor.ts';
import { clipLength } from '../../lib/media/format.ts';
import { Unshown } from './absent.tsx';
import type { MediaViewProps } from './media-view.tsx';
import { Coming } from './picture.tsx';

/** A video in a box that was kept free for it; the browser's own controls once it plays. */
export function Film({ media, source }: MediaViewProps) {
  const t = useTranslations('media');
  const video = useRef<HTMLVideoElement>(null);
  const [begun, setBegun] = useState(false);
  const [failed, setFailed] = useState(false);
  const box = mediaRoom(media);
  if (source.src === null) return <Coming {...box} />;
  if (failed) return <Unshown media={media} source={source} onRetry={() => setFailed(false)} />;
  const begin = (): void => {
    setBegun(true);
    video.current?.focus();
    video.current?.play().catch((error: unknown) => {
      // Paused before it began: nothing failed.
      if (!(error instanceof DOMException && error.name === 'AbortError')) setFailed(true);
    });
  };
  return (
    <div
      style={{ width: box.width, aspectRatio: `${box.width} / ${box.height}` }}
      className="relative max-w-full overflow-hidden rounded-lg bg-black"
    >
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- nobody captioned what a contact filmed */}
      <video
        ref={video}
        src={source.src}
        preload="metadata"
        playsInline
        controls={begun}
        tabIndex={begun ? 0 : -1}
        aria-label={t('video')}
        onPlay={() => takeFloor(() => video.current?.pause())}
        onError={() => setFailed(true)}
        className="size-full object-contain"
      />
      {begun ? null : (
        <button
          type="button"
          onClick={begin}
          aria-label={t('playVideo')}
          className="absolute inset-0 flex items-center justify-center rounded-lg outline-offset-[-3px]!"
        >
          <span className="flex size-12 items-center justify-center rounded-full bg-black/55 text-white">
            <Play size={22} className="ml-0.5 fill-current" aria-hidden />
          </span>
          {media.durationMs === null ? null : (
            <span className="tabular absolute bottom-2 left-2 rounded bg-black/60 px-1.5 text-meta text-white">
              {clipLength(media.durationMs / 1_000)}
            </span>
          )}
        </button>
      )}
    </div>
  );
}
