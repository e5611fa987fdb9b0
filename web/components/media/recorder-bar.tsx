'use client';
import { Check, LoaderCircle, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../ui/button.tsx';
import { clipLength } from '../../lib/media/format.ts';
import type { Recording } from '../../lib/media/recorder.ts';
import { LONGEST, type useRecorder } from '../../lib/media/use-recorder.ts';

const EVERY_MS = 100;
const BARS = 48;

/** Stands where the words would be written while the microphone is on. */
export default function RecorderBar({
  recorder,
  done: doneLabel,
}: {
  recorder: ReturnType<typeof useRecorder>;
  /** What ending the recording does. */
  done?: string;
}) {
  const t = useTranslations('composer.voice');
  const { state, stop, cancel } = recorder;
  const recording = state.step === 'recording' ? state.recording : null;
  const { seconds, levels } = useMeter(recording);
  const done = useRef<HTMLButtonElement>(null);
  const started = recording !== null;
  useEffect(() => {
    if (started) done.current?.focus();
  }, [started]);
  const over = seconds >= LONGEST;
  useEffect(() => {
    if (over) void stop();
  }, [over, stop]);
  return (
    <div
      role="group"
      aria-label={t('label')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        cancel();
      }}
      className="flex min-h-10 items-center gap-2"
    >
      <IconButton label={t('cancel')} onClick={cancel}>
        <Trash2 size={18} aria-hidden />
      </IconButton>
      <div className="flex h-10 min-w-0 flex-1 items-center gap-2.5 overflow-hidden rounded-full border border-strong/70 px-3.5">
        {recording ? (
          <>
            <span className="size-2.5 shrink-0 animate-pulse rounded-full bg-danger" aria-hidden />
            <span role="timer" aria-label={t('recorded')} className="tabular shrink-0 font-medium">
              {clipLength(seconds)}
            </span>
            <span className="flex h-6 min-w-0 flex-1 items-center justify-end gap-0.5 overflow-hidden" aria-hidden>
              {levels.map((level, index) => (
                <span
                  key={index}
                  className="w-[3px] shrink-0 rounded-full bg-primary"
                  style={{ height: `${Math.max(3, level * 22)}px` }}
                />
              ))}
            </span>
          </>
        ) : (
          <span role="status" className="flex items-center gap-2 truncate text-muted">
            <LoaderCircle size={16} className="shrink-0 animate-spin" aria-hidden />
            {state.step === 'asking' ? t('asking') : t('finishing')}
          </span>
        )}
      </div>
      <Button
        ref={done}
        variant="primary"
        disabled={!recording}
        onClick={() => void stop()}
        icon={<Check size={16} aria-hidden />}
        className="rounded-full! px-4!"
      >
        {doneLabel ?? t('done')}
      </Button>
    </div>
  );
}

/** Seconds since the start, and the last levels, newest last. */
const useMeter = (recording: Recording | null): { seconds: number; levels: readonly number[] } => {
  const [meter, setMeter] = useState<{ seconds: number; levels: readonly number[] }>({ seconds: 0, levels: [] });
  useEffect(() => {
    if (!recording) return;
    const timer = setInterval(
      () =>
        setMeter(({ levels }) => ({
          seconds: (performance.now() - recording.startedAt) / 1_000,
          levels: [...levels.slice(1 - BARS), recording.level()],
        })),
      EVERY_MS,
    );
    return () => clearInterval(timer);
  }, [recording]);
  return meter;
};
