'use client';
import clsx from 'clsx';
import { LoaderCircle } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { mediaRoom } from '../../lib/media/fit.ts';
import { Unshown } from './absent.tsx';
import type { MediaViewProps } from './media-view.tsx';

const Lightbox = dynamic(() => import('./lightbox.tsx'), { ssr: false });

/** Room for what is still on its way. */
export function Coming({ width, height }: { width: number; height: number }) {
  const t = useTranslations('media');
  return (
    <div
      role="status"
      style={{ width, aspectRatio: `${width} / ${height}` }}
      className="flex max-w-full flex-col items-center justify-center gap-2 rounded-lg bg-fg/8 text-meta text-fg/80"
    >
      <LoaderCircle size={20} className="animate-spin" aria-hidden />
      {t('coming')}
    </div>
  );
}

/** An image or a sticker, in a box that was kept free for it. An image opens in full. */
export function Picture({ media, source, caption }: MediaViewProps) {
  const t = useTranslations('media');
  const what = useTranslations('thread.media');
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const sticker = media.kind === 'sticker';
  const box = mediaRoom(media);
  if (source.src === null) return <Coming {...box} />;
  if (failed) return <Unshown media={media} source={source} onRetry={() => setFailed(false)} />;
  const image = (
    <img
      src={source.src}
      alt={caption ? caption.slice(0, 200) : what(media.kind)}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setFailed(true)}
      className={clsx('size-full', sticker ? 'object-contain' : 'object-cover')}
    />
  );
  const room = { width: box.width, aspectRatio: `${box.width} / ${box.height}` };
  if (sticker)
    return (
      <div style={room} className="max-w-full">
        {image}
      </div>
    );
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-label={t('open')}
        title={t('open')}
        onClick={() => setOpen(true)}
        style={room}
        className="block max-w-full cursor-zoom-in overflow-hidden rounded-lg bg-fg/8"
      >
        {image}
      </button>
      {open ? (
        <Lightbox
          media={media}
          source={source}
          caption={caption}
          onClose={() => setOpen(false)}
          onClosed={() => button.current?.focus()}
        />
      ) : null}
    </>
  );
}
