'use client';
import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import clsx from 'clsx';
import { useContext } from 'react';
import { useTranslations } from 'use-intl';
import { SessionContext, useHasRole } from '../../../lib/session.tsx';
import { type SettleAction, useSettle } from '../hooks/use-settle.ts';

const REASONS = [
  'not_in_history',
  'no_server_tick',
  'agent_offline',
  'agent_too_old',
  'no_answer',
  'refused_by_whatsapp',
  // What the agent's governor held it for.
  'never_wrote',
  'first_contacts',
  'warm_up',
  'quiet_hours',
  'circuit',
] as const;
const isKnown = (reason: string): reason is (typeof REASONS)[number] => (REASONS as readonly string[]).includes(reason);

/** The ends that a person must know of, in words, and what they can do about those that are open. */
export function Outcome({ message, contactId }: { message: OutboundMessage; contactId: string }) {
  const { status } = message;
  if (status === 'expired' || status === 'cancelled') return <Ended message={message} />;
  return status === 'failed' || status === 'unknown' ? (
    <Unsettled message={message} status={status} contactId={contactId} />
  ) : null;
}

function Ended({ message }: { message: OutboundMessage }) {
  const t = useTranslations('thread.outcome');
  const cancelled = message.status === 'cancelled';
  return (
    <p
      className={clsx(
        'mt-1 mb-0.5 rounded px-2 py-1 text-meta font-medium',
        cancelled ? 'bg-panel text-muted' : 'bg-warn-bg text-warn',
      )}
    >
      {t(cancelled ? 'cancelled' : 'expired')}
      {message.statusReason ? <Reason reason={message.statusReason} /> : null}
    </p>
  );
}

function Reason({ reason }: { reason: string }) {
  const t = useTranslations('thread.reasons');
  return isKnown(reason) ? (
    <span className="font-normal"> {t(reason)}</span>
  ) : (
    <bdi className="font-normal"> {reason}</bdi>
  );
}

function Unsettled({
  message,
  status,
  contactId,
}: {
  message: OutboundMessage;
  status: 'failed' | 'unknown';
  contactId: string;
}) {
  const t = useTranslations('thread.outcome');
  const words = useTranslations('thread.settle');
  const me = useContext(SessionContext)?.name ?? '';
  const maySpeak = useHasRole('owner', 'agent');
  const { settle, acting } = useSettle(contactId, message.commandId);
  // Shown as done while the request is under way; a refusal brings the buttons back.
  const settled =
    message.settled ??
    (acting === 'drop' ? { how: 'dropped', by: me } : acting === 'resend' ? { how: 'resent', by: me } : null);
  if (settled !== null) {
    return (
      <p className="mt-1 mb-0.5 rounded bg-panel px-2 py-1 text-meta text-muted">
        {words(`${status}.${settled.how === 'dropped' ? 'dropped' : 'resent'}`, { name: settled.by })}
      </p>
    );
  }
  const looking = acting === 'check' || message.look?.endedAt === null;
  return (
    <div
      className={clsx(
        'mt-1 mb-0.5 rounded px-2 py-1 text-meta font-medium',
        status === 'failed' ? 'bg-danger-bg text-danger' : 'bg-warn-bg text-warn',
      )}
    >
      <p role={message.look ? 'status' : undefined}>
        {looking ? words('looking') : t(status)}
        {!looking && message.statusReason ? <Reason reason={message.statusReason} /> : null}
      </p>
      {maySpeak && message.commandId !== null ? (
        <Actions status={status} busy={looking || acting !== null} settle={settle} />
      ) : null}
    </div>
  );
}

function Actions({
  status,
  busy,
  settle,
}: {
  status: 'failed' | 'unknown';
  busy: boolean;
  settle: (action: SettleAction) => void;
}) {
  const t = useTranslations('thread.settle');
  const actions: readonly SettleAction[] = status === 'unknown' ? ['check', 'resend', 'drop'] : ['resend', 'drop'];
  return (
    <div role="group" aria-label={t('label')} className="mt-0.5 -ml-1.5 flex flex-wrap">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          disabled={busy}
          onClick={() => settle(action)}
          className="min-h-6 rounded px-1.5 font-semibold underline decoration-current/40 underline-offset-2 hover:bg-fg/8 disabled:opacity-55"
        >
          {t(action)}
        </button>
      ))}
    </div>
  );
}
