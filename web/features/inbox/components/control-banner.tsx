'use client';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import clsx from 'clsx';
import { Bot, CheckCheck, Hand, Headset, Moon, Smartphone, type LucideIcon } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { countdown } from '../../../lib/time.ts';
import { useUser } from '../../../lib/session.tsx';
import { useNow } from '../../../lib/use-time.ts';
import type { useControl } from '../hooks/use-control.ts';
import { driverOf, type Driver } from '../lib/driver.ts';
import { useHolderWords } from './holder-mark.tsx';

const ReleaseMenu = dynamic(() => import('./release-menu.tsx'), { ssr: false });
const TakeoverMenu = dynamic(() => import('./takeover-menu.tsx'), { ssr: false });

/** "Taking over…" is shown at most this long; then what may still arrive is said. */
const FENCE_WAIT_MS = 3_000;
/** Bubbles that were under way when control changed arrive within this time, or not at all. */
const IN_FLIGHT_SHOWN_MS = 60_000;

type BannerProps = { row: ConversationRow; control: ReturnType<typeof useControl>; canWrite: boolean };

const LOOKS: Record<Driver, { Icon: LucideIcon; tint: string; ink: string }> = {
  resolved: { Icon: CheckCheck, tint: 'bg-panel', ink: 'text-muted' },
  bot: { Icon: Bot, tint: 'bg-info-bg', ink: 'text-info' },
  waiting: { Icon: Hand, tint: 'bg-warn-bg', ink: 'text-warn' },
  paused: { Icon: Moon, tint: 'bg-panel', ink: 'text-muted' },
  phone: { Icon: Smartphone, tint: 'bg-ok-bg', ink: 'text-primary' },
  person: { Icon: Headset, tint: 'bg-ok-bg', ink: 'text-primary' },
};

/** Who drives this conversation, and the way to change it. */
export function ControlBanner({ row, control, canWrite }: BannerProps) {
  const t = useTranslations('control');
  const user = useUser();
  const { holder } = row.control;
  const mine = holder.kind === 'human' && holder.userId === user.userId;
  // To take it from a colleague is the composer's button: there, where the words wait.
  const other = holder.kind === 'human' && holder.userId !== null && !mine;
  const busy = control.takeover.isPending || control.release.isPending;
  const resolved = row.status === 'resolved';
  const { Icon, tint, ink } = LOOKS[driverOf(row)];
  return (
    <div
      data-control={resolved ? 'resolved' : mine ? 'me' : holder.kind}
      className={clsx('flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-4 py-1.5', tint)}
    >
      <Icon size={17} className={clsx('shrink-0', ink)} aria-hidden />
      <p role="status" className="flex min-w-36 flex-1 flex-wrap gap-x-2 text-list">
        <Words row={row} mine={mine} />
      </p>
      {canWrite ? (
        <div className="flex items-center gap-1.5">
          {mine || (holder.kind !== 'bot' && !resolved && !other) ? (
            <ReleaseMenu control={control} busy={busy} primary={mine} />
          ) : null}
          {mine || other ? null : (
            <>
              <Button
                size="sm"
                variant="primary"
                busy={control.takeover.isPending}
                disabled={busy}
                onClick={() => control.takeover.mutate({ releaseAfterMinutes: 30 })}
              >
                {t('takeOver')}
              </Button>
              <TakeoverMenu control={control} busy={busy} />
            </>
          )}
        </div>
      ) : null}
    </div>
  );
}

function Words({ row, mine }: { row: ConversationRow; mine: boolean }) {
  const t = useTranslations('control');
  const holderWords = useHolderWords(row);
  const now = useNow(1_000);
  const { holder, fence, since, releaseAt } = row.control;
  if (row.status === 'resolved' || holder.kind !== 'human') {
    return (
      <>
        <span className="font-medium">{holderWords}</span>
        {holder.kind === 'bot' && row.status === 'open' && row.activity !== 'idle' ? (
          <span className="text-muted">{t(`activity.${row.activity}`)}</span>
        ) : null}
      </>
    );
  }
  const age = now - since;
  const settling = !fence.confirmed && age < FENCE_WAIT_MS;
  if (settling) return <span className="font-medium">{t('taking')}</span>;
  return (
    <>
      <span className="font-medium">{mine ? t('byYou') : holderWords}</span>
      <span className="text-muted">{t('botPaused')}</span>
      {fence.inFlight > 0 && age < IN_FLIGHT_SHOWN_MS ? (
        <span className="text-warn">{t('inFlight', { count: fence.inFlight })}</span>
      ) : null}
      {releaseAt === null ? null : (
        <span className="tabular text-muted">
          {t('backIn')} <time dateTime={new Date(releaseAt).toISOString()}>{countdown(releaseAt - now)}</time>
        </span>
      )}
    </>
  );
}
