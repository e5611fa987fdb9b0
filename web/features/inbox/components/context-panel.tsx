'use client';
import type { ConversationResponse, HandoffSummary } from '@oconnector/protocol/api/conversations.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { Activity, Copy } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { Failure, useDelayedLoading } from '../../../components/ui/states.tsx';
import { WhySentence } from '../../../components/why.tsx';
import { contactAddress, contactName } from '../../../lib/contact.ts';
import { useLive } from '../../../lib/live/store.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { toast } from '../../../lib/toast.ts';
import { useConversation } from '../hooks/use-thread.ts';

const Facts = dynamic(() => import('../../lead/components/facts.tsx'), { ssr: false });
const ScoreCard = dynamic(() => import('../../lead/components/score-card.tsx'), {
  ssr: false,
  loading: () => <div aria-busy className="min-h-28" />,
});

/** What is known of the contact, and why the bot does what it does. */
export function ContextPanel({ row }: { row: ConversationRow }) {
  const t = useTranslations('context');
  const { contactId } = row.contact;
  const query = useConversation(contactId);
  const loading = useDelayedLoading(query.isPending);
  const ops = useHasRole('ops');
  const number = useLive((store) => store.live.numbers[row.numberId]);
  return (
    <div className="flex flex-col divide-y divide-line">
      <div className="flex flex-col items-center gap-1 px-5 pt-6 pb-5 text-center">
        <Avatar name={row.contact.name} seed={contactId} size={64} className="mb-2" />
        <p className="max-w-full truncate text-title font-semibold">
          <bdi>{contactName(row.contact)}</bdi>
        </p>
        <Address row={row} />
        <p className="mt-1 text-meta text-muted">{t('via', { number: number?.name ?? row.numberId })}</p>
      </div>
      <ScoreCard contactId={contactId} />
      {query.data ? (
        <Known contactId={contactId} detail={query.data} />
      ) : query.isError ? (
        <Failure compact title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <div aria-busy className="space-y-3 px-5 py-5">
          {loading
            ? [80, 60, 70].map((width) => <div key={width} className="skeleton h-3" style={{ width: `${width}%` }} />)
            : null}
        </div>
      )}
      {ops ? (
        <div className="px-5 py-4">
          <NavLink
            href={`/ops?class=Conversation&key=${contactId}`}
            className="inline-flex min-h-8 items-center gap-2 rounded text-list font-medium text-primary underline-offset-4 hover:underline"
          >
            <Activity size={15} aria-hidden />
            {t('inspect')}
          </NavLink>
        </div>
      ) : null}
    </div>
  );
}

function Address({ row }: { row: ConversationRow }) {
  const t = useTranslations('context');
  const address = contactAddress(row.contact);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(row.contact.phone?.e164 ?? address);
      toast('success', t('copied'));
    } catch {
      toast('error', t('copyFailed'));
    }
  };
  if (!address) return null;
  return (
    <p className="flex items-center gap-1 pl-8 text-list text-muted">
      <bdi className="tabular">{address}</bdi>
      <IconButton size="sm" label={t('copy')} onClick={() => void copy()}>
        <Copy size={14} aria-hidden />
      </IconButton>
    </p>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="px-5 py-4">
      <h3 className="mb-2 text-meta font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}

/** What whoever takes over must know: what the contact wants, and what nobody could tell them. */
function Handoff({ asked, unanswered }: HandoffSummary) {
  const t = useTranslations('context');
  const lists = [
    { title: t('asked'), lines: asked },
    { title: t('unanswered'), lines: unanswered },
  ].filter(({ lines }) => lines.length > 0);
  return lists.map(({ title, lines }) => (
    <Section key={title} title={title}>
      <ul className="space-y-1.5">
        {lines.map(({ seq, text }) => (
          <li key={seq} className="anytext border-l-2 border-line pl-2 text-list">
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  ));
}

function Known({ contactId, detail }: { contactId: string; detail: ConversationResponse }) {
  const t = useTranslations('context');
  return (
    <>
      <Section title={t('why')}>
        <p className="text-list" data-why={detail.why.because}>
          <WhySentence why={detail.why} />
        </p>
      </Section>
      {detail.handoff ? <Handoff {...detail.handoff} /> : null}
      <Section title={t('summary')}>
        {detail.summary ? (
          <p className="anytext text-list">{detail.summary}</p>
        ) : (
          <p className="text-list text-muted">{t('noSummary')}</p>
        )}
      </Section>
      <Section title={t('facts')}>
        <Facts contactId={contactId} facts={detail.facts} />
      </Section>
    </>
  );
}
