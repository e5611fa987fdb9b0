'use client';
import type { Playbook as Saved } from '@oconnector/protocol/model/playbook.ts';
import { Lock, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Loaded } from '../../../components/loaded.tsx';
import { MoreWords } from '../../../lib/i18n/more-words.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import leadPortuguese from '../../../messages/lead.pt-BR.json';
import portuguese from '../../../messages/playbook.pt-BR.json';
import { useEditing, usePlaybook } from '../hooks/use-playbook.ts';
import { Form } from './form.tsx';

const PORTUGUESE = { playbook: portuguese, lead: leadPortuguese };
const english = async () => {
  const [playbook, lead] = await Promise.all([
    import('../../../messages/playbook.en.json'),
    import('../../../messages/lead.en.json'),
  ]);
  return { playbook: playbook.default, lead: lead.default };
};

/** How the assistant serves: what a cliente may choose about it. */
export default function Playbook() {
  return (
    <MoreWords portuguese={PORTUGUESE} english={english}>
      <Screen />
    </MoreWords>
  );
}

function Screen() {
  const t = useTranslations('playbook');
  const query = usePlaybook();
  return (
    <Loaded query={query} failed={t('loadFailed')} rows={6}>
      {(saved) => <Held saved={saved} />}
    </Loaded>
  );
}

function Held({ saved }: { saved: Saved }) {
  const t = useTranslations('playbook');
  const owner = useHasRole('owner');
  const { editing, apply } = useEditing(saved);
  return (
    <Form editing={editing} apply={apply} readOnly={!owner}>
      {owner ? null : <Note icon={<Lock size={15} aria-hidden />}>{t('readOnly')}</Note>}
      {editing.saved.version === 0 ? <Note icon={<Sparkles size={15} aria-hidden />}>{t('untouched')}</Note> : null}
    </Form>
  );
}

function Note({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="mb-4 flex items-center gap-2 rounded-lg bg-info-bg px-3.5 py-2.5 text-list text-info">
      <span className="shrink-0">{icon}</span>
      {children}
    </p>
  );
}
