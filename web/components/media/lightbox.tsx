'use client';
import { Download, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { RichText } from '../ui/rich-text.tsx';
import type { MediaViewProps } from './media-view.tsx';

const BUTTON = 'flex size-10 items-center justify-center rounded-full bg-black/50 text-white hover:bg-black/70';

type LightboxProps = MediaViewProps & {
  onClose: () => void;
  /** It is gone: the focus belongs where it came from. */
  onClosed: () => void;
};

/** One image as large as the window allows, over the page. */
export default function Lightbox({ media, source, caption, onClose, onClosed }: LightboxProps) {
  const t = useTranslations('media');
  const common = useTranslations('common');
  const what = useTranslations('thread.media');
  const src = source.src ?? '';
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-40 bg-black/90" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          className="animate-fade fixed inset-0 z-50 flex flex-col focus:outline-none [&_:focus-visible]:outline-white"
        >
          <Radix.Title className="sr-only">{what(media.kind)}</Radix.Title>
          <div className="absolute top-3 right-3 z-10 flex gap-2">
            <a
              href={source.download ?? src}
              download=""
              aria-label={t('download')}
              title={t('download')}
              className={BUTTON}
            >
              <Download size={19} aria-hidden />
            </a>
            <Radix.Close aria-label={common('close')} title={common('close')} className={BUTTON}>
              <X size={20} aria-hidden />
            </Radix.Close>
          </div>
          {/* A click beside the picture closes; Escape and the button do the same for everyone else. */}
          <div
            role="presentation"
            onClick={(event) => event.target === event.currentTarget && onClose()}
            className="flex min-h-0 flex-1 items-center justify-center p-4 sm:p-14"
          >
            <img
              src={src}
              alt={caption ?? what(media.kind)}
              className="max-h-full max-w-full rounded-sm bg-white/5 object-contain"
            />
          </div>
          {caption ? (
            <div className="mx-auto max-h-28 max-w-2xl overflow-y-auto px-6 pb-5 text-center text-white">
              <RichText text={caption} />
            </div>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
