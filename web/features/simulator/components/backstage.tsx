'use client';
import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import clsx from 'clsx';
import {
  Activity,
  Brain,
  CheckCheck,
  Inbox,
  Layers,
  type LucideIcon,
  MessagesSquare,
  SendHorizontal,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Failure } from '../../../components/ui/states.tsx';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { whatOf } from '../../../lib/media/what.ts';
import { useTimes } from '../../../lib/use-time.ts';
import { useBackstage } from '../hooks/use-backstage.ts';
import { type Stage, type StageName, stagesOf } from '../lib/stages.ts';
import type { PhoneLine, PhoneState } from '../lib/phones.ts';

const SHOWN = 12;
const ICON: Record<StageName, LucideIcon> = {
  received: Inbox,
  grouped: Layers,
  thought: Brain,
  sent: SendHorizontal,
  delivered: CheckCheck,
};

/** What happens behind the phone: every message of the contact and the stages it went through. */
export function Backstage({ phone }: { phone: PhoneState }) {
  const t = useTranslations('simulator');
  const ops = useHasRole('ops');
  const { contactId, events, error } = useBackstage(phone, ops);
  const lines = phone.lines
    .filter((line) => line.from === 'me')
    .slice(-SHOWN)
    .reverse();
  return (
    <section aria-label={t('backstage')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center justify-between gap-3 px-4 pt-4 pb-2">
        <h3 className="text-meta font-semibold text-muted">{t('backstage')}</h3>
        {contactId ? (
          <span className="flex gap-4">
            <NavLink
              href={`/inbox?c=${contactId}`}
              className="inline-flex min-h-6 items-center gap-1.5 rounded text-meta font-medium text-primary underline-offset-4 hover:underline"
            >
              <MessagesSquare size={14} aria-hidden />
              {t('inInbox')}
            </NavLink>
            {ops ? (
              <NavLink
                href={`/ops?class=Conversation&key=${contactId}`}
                className="inline-flex min-h-6 items-center gap-1.5 rounded text-meta font-medium text-primary underline-offset-4 hover:underline"
              >
                <Activity size={14} aria-hidden />
                {t('inOps')}
              </NavLink>
            ) : null}
          </span>
        ) : null}
      </div>
      {error && events.length === 0 ? (
        <Failure compact title={t('backstageFailed')} error={error} />
      ) : lines.length === 0 ? (
        <p className="px-4 py-6 text-list text-muted">{ops ? t('backstageEmpty') : t('backstageForbidden')}</p>
      ) : (
        <ul className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">
          {lines.map((line) => (
            <Journey key={line.localId ?? line.waId} line={line} events={events} contactId={contactId} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Journey({
  line,
  events,
  contactId,
}: {
  line: PhoneLine;
  events: readonly ObjectEvent[];
  contactId: string | null;
}) {
  const t = useTranslations('thread');
  const times = useTimes();
  const stages = stagesOf(events, line.waId, line.at);
  const total = stages.reduce((sum, stage) => sum + (stage.ms ?? 0), 0);
  const words = line.content.type === 'text' ? line.content.text : t(`media.${whatOf(line.content)}`);
  return (
    <li className="border-t border-line py-3 first:border-t-0">
      <p className="mb-2 flex items-baseline gap-2 text-list">
        <bdi className="min-w-0 flex-1 truncate font-medium">{words}</bdi>
        <span className="tabular shrink-0 text-meta text-muted">
          {total > 0 ? times.duration(total) : times.clock(line.at)}
        </span>
      </p>
      <ol className="flex flex-wrap items-center gap-1">
        {stages.map((stage) => (
          <li key={stage.name}>
            <StageChip stage={stage} contactId={contactId} />
          </li>
        ))}
      </ol>
    </li>
  );
}

function StageChip({ stage, contactId }: { stage: Stage; contactId: string | null }) {
  const t = useTranslations('stage');
  const times = useTimes();
  const Icon = ICON[stage.name];
  const body = (
    <>
      <Icon size={13} aria-hidden className={stage.state === 'running' ? 'animate-pulse' : ''} />
      {t(stage.name)}
      {stage.ms === null ? (
        stage.state === 'waiting' || stage.state === 'done' ? null : (
          <span>{t(stage.state)}</span>
        )
      ) : (
        <span className="tabular font-semibold">{times.duration(stage.ms)}</span>
      )}
    </>
  );
  const look = clsx(
    'inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-meta',
    stage.state === 'done'
      ? 'bg-ok-bg text-primary'
      : stage.state === 'failed'
        ? 'bg-danger-bg text-danger'
        : stage.state === 'running'
          ? 'bg-info-bg text-info'
          : 'border border-dashed border-strong/60 text-muted',
  );
  if (!stage.event || contactId === null) return <span className={look}>{body}</span>;
  const correlation = stage.event.correlation;
  return (
    <NavLink
      href={`/ops?class=Conversation&key=${contactId}&tab=timeline&event=${stage.event.seq}${correlation ? `&correlation=${encodeURIComponent(correlation)}` : ''}`}
      title={stage.event.kind}
      className={clsx(look, 'hover:brightness-95')}
    >
      {body}
    </NavLink>
  );
}
