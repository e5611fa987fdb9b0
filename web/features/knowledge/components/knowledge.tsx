'use client';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { TabPanel, Tabs } from '../../../components/ui/tabs.tsx';
import { Golden } from './golden.tsx';
import { OpenQuestions } from './open-questions.tsx';
import { Sources } from './sources.tsx';
import { Trial } from './trial.tsx';
import { useDocuments, useGolden, useOpenQuestions } from '../hooks/use-knowledge.ts';
import { MoreWords } from '../../../lib/i18n/more-words.tsx';
import { setQuery, useQueryParam } from '../../../lib/nav.ts';
import portuguese from '../../../messages/knowledge.pt-BR.json';

const PORTUGUESE = { knowledge: portuguese };
const english = async () => ({ knowledge: (await import('../../../messages/knowledge.en.json')).default });

const TABS = ['sources', 'questions', 'golden', 'trial', 'playbook'] as const;

/**
 * What the assistant knows: where it comes from, what it could not answer, and what it must go on answering. `playbook`: how it serves, in
 * a tab beside these.
 */
export default function Knowledge({ playbook }: { playbook: ReactNode }) {
  return (
    <MoreWords portuguese={PORTUGUESE} english={english}>
      <Screen playbook={playbook} />
    </MoreWords>
  );
}

function Screen({ playbook }: { playbook: ReactNode }) {
  const t = useTranslations('knowledge');
  const wanted = useQueryParam('tab');
  const tab = TABS.find((each) => each === wanted) ?? 'sources';
  const counts = {
    sources: useDocuments().data?.documents.length ?? 0,
    questions: useOpenQuestions().data?.questions.length ?? 0,
    golden: useGolden().data?.questions.length ?? 0,
    trial: 0,
    playbook: 0,
  };
  useEffect(() => {
    document.title = `${t('title')} · oConnector`;
  }, [t]);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="mx-auto w-full max-w-4xl px-4 pt-5 pb-3 md:pt-8">
        <h1 className="text-head font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 max-w-prose text-list text-muted">{t('intro')}</p>
      </header>
      <div className="mx-auto flex min-h-0 w-full max-w-4xl flex-1 flex-col">
        <Tabs
          value={tab}
          onChange={(next) => setQuery({ tab: next === 'sources' ? null : next }, 'replace')}
          label={t('title')}
          tabs={TABS.map((id) => ({ id, label: t(`tabs.${id}`), count: counts[id] }))}
        >
          <TabPanel value="sources" className={PANEL}>
            <Sources />
          </TabPanel>
          <TabPanel value="questions" className={PANEL}>
            <OpenQuestions />
          </TabPanel>
          <TabPanel value="golden" className={PANEL}>
            <Golden />
          </TabPanel>
          <TabPanel value="trial" className={PANEL}>
            <Trial />
          </TabPanel>
          <TabPanel value="playbook" className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden">
            {playbook}
          </TabPanel>
        </Tabs>
      </div>
    </div>
  );
}

const PANEL = 'min-h-0 flex-1 overflow-y-auto px-4 py-4';
