'use client';
import type { DeliveryStatus, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { useMemo } from 'react';
import { Popover as Radix } from 'radix-ui';
import { useTranslations } from 'use-intl';
import { PopoverContent } from '../../../components/ui/popover.tsx';
import { Ticks } from '../../../components/ui/ticks.tsx';
import { useTimes } from '../../../lib/use-time.ts';

const ORDER: readonly DeliveryStatus[] = [
  'queued',
  'dispatched',
  'accepted',
  'delivered',
  'read',
  'failed',
  'unknown',
  'cancelled',
  'expired',
];

/** When a message reached each of its states. */
export default function MessageInfo({
  message,
  anchor,
  onClose,
}: {
  message: OutboundMessage;
  anchor: HTMLElement;
  onClose: () => void;
}) {
  const t = useTranslations('delivery');
  const times = useTimes();
  const virtualRef = useMemo(() => ({ current: anchor }), [anchor]);
  const reached = ORDER.flatMap((status) => {
    const at = message.statusAt[status];
    return at === undefined ? [] : [{ status, at }];
  });
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Anchor virtualRef={virtualRef} />
      <PopoverContent
        side="top"
        align="end"
        aria-label={t('title')}
        onCloseAutoFocus={() => anchor.isConnected && anchor.focus()}
      >
        <p className="mb-2 font-semibold">{t('title')}</p>
        <dl className="space-y-1.5">
          {reached.map(({ status, at }) => (
            <div key={status} className="flex items-center gap-2">
              <span className="flex w-5 justify-center">
                <Ticks status={status} />
              </span>
              <dt className="flex-1">{t(status)}</dt>
              <dd className="tabular text-muted" title={times.full(at)}>
                {times.exact(at)}
              </dd>
            </div>
          ))}
        </dl>
        {message.commandId ? (
          <p className="mt-3 truncate border-t border-line pt-2 font-mono text-[11px] text-muted">
            {message.commandId}
          </p>
        ) : null}
      </PopoverContent>
    </Radix.Root>
  );
}
