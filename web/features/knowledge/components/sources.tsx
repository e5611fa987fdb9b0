'use client';
import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import clsx from 'clsx';
import { BookOpen } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Loaded } from '../../../components/loaded.tsx';
import { Empty } from '../../../components/ui/states.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { useFileDrop } from '../../../lib/use-file-drop.ts';
import { useDocuments } from '../hooks/use-knowledge.ts';
import { usePublish } from '../hooks/use-publish.ts';
import { AddSource } from './add-source.tsx';
import { SourceRow } from './source-row.tsx';

const SourceDialog = dynamic(() => import('./source-dialog.tsx'), { ssr: false });
const DocumentDialog = dynamic(() => import('./document-dialog.tsx'), { ssr: false });
const RemoveDialog = dynamic(() => import('./remove-dialog.tsx'), { ssr: false });

/** What is open over the list. */
export type Opened =
  | { what: 'add'; kind: 'text' | 'faq' | 'url' }
  | { what: 'passages' | 'remove'; document: DocumentSummary };

/** Where the assistant's knowledge comes from, and how far each source is read. */
export function Sources() {
  const t = useTranslations('knowledge.sources');
  return (
    <Loaded query={useDocuments()} failed={t('loadFailed')} rows={5}>
      {({ documents, urls }) => <Shelf documents={documents} urls={urls} />}
    </Loaded>
  );
}

function Shelf({ documents, urls }: { documents: readonly DocumentSummary[]; urls: boolean }) {
  const t = useTranslations('knowledge.sources');
  const owner = useHasRole('owner');
  const [opened, setOpened] = useState<Opened | null>(null);
  const { publishFiles } = usePublish();
  const { over, handlers } = useFileDrop(owner ? publishFiles : null);
  const close = (): void => setOpened(null);
  const add = owner ? (
    <AddSource urls={urls} onAdd={(kind) => setOpened({ what: 'add', kind })} onFiles={publishFiles} />
  ) : null;
  return (
    <div {...handlers} className={clsx('min-h-full rounded-xl', over && 'bg-selected outline-2 outline-dashed')}>
      {documents.length === 0 ? (
        <Empty icon={<BookOpen size={20} aria-hidden />} title={t('empty')} action={add}>
          {t('emptyHint')}
        </Empty>
      ) : (
        <>
          {add}
          <ul className="mt-3 divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">
            {documents.map((document) => (
              <li key={document.documentId}>
                <SourceRow document={document} onOpen={(what) => setOpened({ what, document })} />
              </li>
            ))}
          </ul>
        </>
      )}
      {opened?.what === 'add' ? <SourceDialog kind={opened.kind} onClose={close} /> : null}
      {opened?.what === 'passages' ? <DocumentDialog document={opened.document} onClose={close} /> : null}
      {opened?.what === 'remove' ? <RemoveDialog document={opened.document} onClose={close} /> : null}
    </div>
  );
}
