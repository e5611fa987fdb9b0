'use client';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import { BrainCircuit, EllipsisVertical, Eraser, Pencil, Pin, PinOff } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../../components/ui/menu.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useFacts } from '../hooks/use-facts.ts';
import { LeadWords } from './lead-words.tsx';
import { requestJump } from '../lib/jump-request.ts';

const FactDialog = dynamic(() => import('./fact-dialog.tsx'), { ssr: false });

/** What is held true of a contact, each with the words that say it; people correct, pin and erase. */
export default function Facts(props: FactsProps) {
  return (
    <LeadWords>
      <Held {...props} />
    </LeadWords>
  );
}

type FactsProps = { contactId: string; facts: readonly Fact[] };

function Held({ contactId, facts }: FactsProps) {
  const t = useTranslations('context');
  const [edited, setEdited] = useState<{ fact: Fact; how: 'edit' | 'forget' } | null>(null);
  const held = facts.filter((fact) => fact.supersededBy === null);
  if (held.length === 0)
    return (
      <p className="flex items-start gap-2 text-list text-muted">
        <BrainCircuit size={15} className="mt-0.5 shrink-0" aria-hidden />
        {t('noFacts')}
      </p>
    );
  return (
    <>
      <dl className="space-y-3">
        {held.map((fact) => (
          <FactRow key={fact.id} contactId={contactId} fact={fact} onEdit={(how) => setEdited({ fact, how })} />
        ))}
      </dl>
      {edited ? <FactDialog contactId={contactId} {...edited} onClose={() => setEdited(null)} /> : null}
    </>
  );
}

type RowProps = { contactId: string; fact: Fact; onEdit: (how: 'edit' | 'forget') => void };

function FactRow({ contactId, fact, onEdit }: RowProps) {
  const t = useTranslations('lead.facts');
  const names = useTranslations('lead.factNames');
  return (
    <div className="grid grid-cols-[1fr_auto] items-start gap-x-1">
      <div className="min-w-0">
        <dt className="flex items-center gap-1 text-meta text-muted">
          {names.has(fact.key as never) ? names(fact.key as never) : fact.key.replaceAll('_', ' ')}
          {fact.pinned ? <Pin size={11} role="img" aria-label={t('pinned', { by: fact.pinned.by })} /> : null}
        </dt>
        <dd className="anytext text-list font-medium">
          <bdi>{fact.value}</bdi>
        </dd>
        <dd className="mt-0.5">
          <Source contactId={contactId} fact={fact} />
        </dd>
      </div>
      <dd>
        <FactMenu contactId={contactId} fact={fact} onEdit={onEdit} />
      </dd>
    </div>
  );
}

const SOURCE = 'anytext block w-full border-l-2 border-line pl-2 text-left text-meta text-muted';

/** Where it comes from: the contact's words, or a person. */
function Source({ contactId, fact }: { contactId: string; fact: Fact }) {
  const t = useTranslations('lead.facts');
  const times = useTimes();
  const now = useNow();
  const { quote, messageSeq, by, validFrom } = fact;
  const when = <time title={times.full(validFrom)}>{times.short(validFrom, now)}</time>;
  if (quote === null || messageSeq === null)
    return (
      <span className={SOURCE}>
        {t('by', { name: by ?? '' })} · {when}
      </span>
    );
  return (
    <button
      type="button"
      title={t('openSentence')}
      onClick={() => requestJump({ contactId, seq: messageSeq })}
      className={`${SOURCE} rounded-r transition-colors duration-100 hover:border-primary hover:text-fg`}
    >
      <bdi>“{quote}”</bdi> · {when}
    </button>
  );
}

function FactMenu({ contactId, fact, onEdit }: RowProps) {
  const t = useTranslations('lead.facts');
  const { change } = useFacts(contactId);
  const owner = useHasRole('owner');
  const agent = useHasRole('agent');
  if (!owner && !agent) return null;
  const pinned = fact.pinned !== undefined;
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton size="sm" label={t('menu', { value: fact.value })}>
          <EllipsisVertical size={15} aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem icon={<Pencil size={15} />} onSelect={() => onEdit('edit')}>
          {t('edit')}
        </MenuItem>
        <MenuItem
          icon={pinned ? <PinOff size={15} /> : <Pin size={15} />}
          onSelect={() => change.mutate({ id: fact.id, pinned: !pinned })}
        >
          {pinned ? t('unpin') : t('pin')}
        </MenuItem>
        <MenuItem danger icon={<Eraser size={15} />} onSelect={() => onEdit('forget')}>
          {t('forget')}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
