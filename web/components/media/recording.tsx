'use client';
import clsx from 'clsx';
import { LoaderCircle, Mic, Music, Pause, Play } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { clipLength } from '../../lib/media/format.ts';
import { loudnessOf } from '../../lib/media/loudness.ts';
import { resample } from '../../lib/media/peaks.ts';
import { nextRate, pausePlayer, placeOf, play, seek, usePlayer } from '../../lib/media/player.ts';
import { whatOfMedia } from '../../lib/media/what.ts';
import { Unshown } from './absent.tsx';
import type { MediaViewProps } from './media-view.tsx';

const BARS = 44;
const HIGH = 28;
/** An arrow key goes this far, in seconds. */
const STEP = 2;

/** A voice note or an audio file: play, wave, speed. Height and width stay the same in every state. */
export function Recording({ media, source }: MediaViewProps) {
  const t = useTranslations('media');
  const what = useTranslations('thread.media');
  const { mediaId: id } = media;
  const mine = usePlayer((player) => player.id === id);
  const state = usePlayer((player) => (player.id === id ? player.state : 'paused'));
  const at = usePlayer((player) => (player.id === id ? player.at : placeOf(id)));
  const measured = usePlayer((player) => (player.id === id ? player.length : null));
  const rate = usePlayer((player) => player.rate);
  const length = measured ?? (media.durationMs === null ? null : media.durationMs / 1_000);
  const peaks = useLoudness(id, source.src, source.bytes);
  const { src } = source;
  if (state === 'failed' && src !== null)
    return (
      // The time of the message stands over the last of these lines.
      <div className="pb-5">
        <Unshown media={media} source={source} onRetry={() => play(id, src)} />
      </div>
    );
  const playing = mine && (state === 'playing' || state === 'loading');
  const name = media.fileName ?? what(whatOfMedia(media));
  const Kind = media.voice ? Mic : Music;
  return (
    <div
      role="group"
      aria-label={length === null ? name : `${name}, ${clipLength(length)}`}
      className="flex w-[300px] max-w-full items-center gap-2.5 py-1"
    >
      <button
        type="button"
        disabled={src === null}
        aria-label={playing ? t('pause') : t('play')}
        onClick={() => (src === null ? undefined : playing ? pausePlayer() : play(id, src))}
        className="flex size-10 shrink-0 items-center justify-center rounded-full bg-primary text-on-primary hover:brightness-110 disabled:bg-fg/10 disabled:text-muted"
      >
        {src === null || (mine && state === 'loading') ? (
          <LoaderCircle size={18} className="animate-spin" aria-hidden />
        ) : playing ? (
          <Pause size={18} className="fill-current" aria-hidden />
        ) : (
          <Play size={18} className="ml-0.5 fill-current" aria-hidden />
        )}
      </button>
      <div className="min-w-0 flex-1">
        {src === null || length === null || length <= 0 ? (
          <Wave peaks={peaks} part={0} />
        ) : (
          <Seek length={length} at={Math.min(at, length)} onSeek={(to) => seek(id, src, to)}>
            <Wave peaks={peaks} part={Math.min(1, at / length)} />
          </Seek>
        )}
        <div className="mt-0.5 flex h-4 items-center gap-1 text-[11px] leading-4 text-muted">
          <Kind size={12} className="shrink-0" aria-hidden />
          {source.state === 'pending' ? (
            <span role="status">{t('coming')}</span>
          ) : (
            <span className="tabular">
              {length === null ? '' : at > 0 ? `${clipLength(at)} / ${clipLength(length)}` : clipLength(length)}
            </span>
          )}
          {media.voice || media.fileName === null ? null : <bdi className="min-w-0 truncate">{media.fileName}</bdi>}
        </div>
      </div>
      <button
        type="button"
        disabled={src === null}
        onClick={nextRate}
        aria-label={t('speed', { rate })}
        title={t('speed', { rate })}
        className="tabular mt-1 h-6 w-10 shrink-0 self-start rounded-full bg-fg/8 text-meta font-semibold text-fg/80 hover:bg-fg/14 disabled:opacity-50"
      >
        {t('rate', { rate })}
      </button>
    </div>
  );
}

const useLoudness = (id: string, src: string | null, bytes: number | null): number[] | null => {
  const [peaks, setPeaks] = useState<number[] | null>(null);
  useEffect(() => {
    if (src === null) return;
    let gone = false;
    // Not for what is only scrolled past.
    const timer = setTimeout(() => {
      void loudnessOf(id, src, bytes).then((heard) => {
        if (!gone) setPeaks(heard);
      });
    }, 200);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, src, bytes]);
  return peaks;
};

/** The loudness as bars; a flat line until it is known. `part`: how much was played. */
function Wave({ peaks, part }: { peaks: number[] | null; part: number }) {
  const bars = peaks ? resample(peaks, BARS) : Array.from({ length: BARS }, () => 0);
  const path = bars
    .map((peak, index) => {
      const half = Math.max(0.5, (peak * (HIGH - 4)) / 2);
      return `M${index * 4 + 2} ${HIGH / 2 - half}v${half * 2}`;
    })
    .join('');
  const line = (className: string, cut?: string) => (
    <path
      d={path}
      vectorEffect="non-scaling-stroke"
      className={clsx('transition-[d] duration-150', className)}
      {...(cut === undefined ? {} : { style: { clipPath: cut } })}
    />
  );
  return (
    <svg
      viewBox={`0 0 ${BARS * 4} ${HIGH}`}
      preserveAspectRatio="none"
      fill="none"
      strokeWidth={2.5}
      strokeLinecap="round"
      aria-hidden
      className="block h-7 w-full"
    >
      {line('stroke-fg/35')}
      <svg width={BARS * 4 * part} height={HIGH} overflow="hidden">
        {line('stroke-primary')}
      </svg>
    </svg>
  );
}

/** A slider over what it draws: a click, a drag or the arrows go to a place. */
function Seek({
  length,
  at,
  onSeek,
  children,
}: {
  length: number;
  at: number;
  onSeek: (at: number) => void;
  children: React.ReactNode;
}) {
  const t = useTranslations('media');
  const onKey = (event: KeyboardEvent): void => {
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowUp'
        ? STEP
        : event.key === 'ArrowLeft' || event.key === 'ArrowDown'
          ? -STEP
          : 0;
    if (by === 0) return;
    event.preventDefault();
    onSeek(Math.min(length, Math.max(0, at + by)));
  };
  return (
    <div className="relative rounded has-focus-visible:outline-2 has-focus-visible:outline-primary">
      {children}
      <input
        type="range"
        min={0}
        max={length}
        step={0.05}
        value={at}
        aria-label={t('seek')}
        aria-valuetext={t('position', { at: clipLength(at), length: clipLength(length) })}
        onChange={(event) => onSeek(Number(event.target.value))}
        onKeyDown={onKey}
        className="absolute inset-0 m-0 size-full cursor-pointer opacity-0"
      />
    </div>
  );
}
