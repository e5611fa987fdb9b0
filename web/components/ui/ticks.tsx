'use client';
import clsx from 'clsx';
import type { DeliveryStatus } from '@oconnector/protocol/model/message.ts';
import { Ban, CircleAlert, CircleHelp, Clock3, TimerOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

function Check({ double }: { double: boolean }) {
  return (
    <svg width="17" height="12" viewBox="0 0 17 12" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
      <path d={double ? 'M1 6.6 4.2 10 11 2' : 'M3.5 6.6 6.7 10 13.5 2'} />
      {double ? <path d="M7.6 9.2 8.4 10 15.4 2" /> : null}
    </svg>
  );
}

const MARK: Record<DeliveryStatus, { tone: string; mark: React.ReactNode }> = {
  queued: { tone: 'text-muted', mark: <Clock3 size={13} aria-hidden /> },
  dispatched: { tone: 'text-muted', mark: <Clock3 size={13} aria-hidden /> },
  accepted: { tone: 'text-muted', mark: <Check double={false} /> },
  delivered: { tone: 'text-muted', mark: <Check double /> },
  read: { tone: 'text-tick-read', mark: <Check double /> },
  failed: { tone: 'text-danger', mark: <CircleAlert size={14} aria-hidden /> },
  unknown: { tone: 'text-warn', mark: <CircleHelp size={14} aria-hidden /> },
  cancelled: { tone: 'text-muted', mark: <Ban size={13} aria-hidden /> },
  expired: { tone: 'text-warn', mark: <TimerOff size={14} aria-hidden /> },
};

/** How far a message has come, as WhatsApp draws it, with the word for those who do not see it. */
export function Ticks({ status, className }: { status: DeliveryStatus; className?: string }) {
  const t = useTranslations('delivery');
  const { tone, mark } = MARK[status];
  return (
    <span className={clsx('inline-flex items-center', tone, className)}>
      {mark}
      <span className="sr-only">{t(status)}</span>
    </span>
  );
}
