import clsx from 'clsx';
import { CircleAlert, CircleCheck, CircleDashed, Loader2 } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { Tone } from '../lib/guide.ts';

const LOOK: Record<Tone, { className: string; icon: ReactNode }> = {
  ok: { className: 'bg-ok-bg text-primary', icon: <CircleCheck size={18} aria-hidden /> },
  busy: { className: 'bg-info-bg text-info', icon: <Loader2 size={18} className="animate-spin" aria-hidden /> },
  wait: { className: 'bg-hover text-muted', icon: <CircleDashed size={18} aria-hidden /> },
  bad: { className: 'bg-danger-bg text-danger', icon: <CircleAlert size={18} aria-hidden /> },
};

/** A step of the way: its place, how it stands, since when, and below it what to do. */
export function Card({
  title,
  tone,
  status,
  note,
  children,
}: {
  title: string;
  tone: Tone;
  status: string;
  note?: string | undefined;
  children?: ReactNode;
}) {
  const id = useId();
  const { className, icon } = LOOK[tone];
  return (
    <section aria-labelledby={id} className="rounded-xl border border-line bg-bg">
      <header className="flex items-start gap-3 p-4">
        <span className={clsx('flex size-9 shrink-0 items-center justify-center rounded-full', className)}>{icon}</span>
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-meta font-medium text-muted">
            {title}
          </h2>
          <p role="status" className="text-body font-semibold">
            {status}
          </p>
        </div>
        {note ? <span className="tabular pt-0.5 text-meta whitespace-nowrap text-muted">{note}</span> : null}
      </header>
      {children ? <div className="flex flex-col gap-4 border-t border-line p-4">{children}</div> : null}
    </section>
  );
}
