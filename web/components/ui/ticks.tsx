'use client';
import clsx from 'clsx';
import type { DeliveryStatus } from '@oconnector/protocol/model/message.ts';
import { Ban, CircleAlert, CircleHelp, Clock3, TimerOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

function Check({ double }: { double: boolean }) {
  return (
    <svg
      width="16"
      height="11"
      viewBox="0 0 16 11"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={double ? 'M1 5.8 4 9 10.4 1.6' : 'M3 5.8 6 9 12.4 1.6'} />
      {double ? <path d="M7.4 8.3 8.1 9 14.5 1.6" /> : null}
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
