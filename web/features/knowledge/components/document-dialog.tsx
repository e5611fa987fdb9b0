'use client';
import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import type { OwnPassage } from '@oconnector/protocol/model/knowledge.ts';
import { ShieldAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Loaded } from '../../../components/loaded.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { useDocument, useRelease } from '../hooks/use-knowledge.ts';

/** A source as the assistant reads it, passage by passage. */
export default function DocumentDialog({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const t = useTranslations('knowledge.document');
  return (
    <Dialog open shape="side" onOpenChange={onClose} title={document.title} description={t('text')}>
      <Loaded compact query={useDocument(document.documentId)} failed={t('failed')}>
        {({ passages }) => (
          <ol className="space-y-3 px-5 pb-6">
            {passages.map((passage) => (
              <li key={passage.passageId}>
                <Passage passage={passage} />
              </li>
            ))}
            {passages.length === 0 ? <li className="text-list text-muted">{t('empty')}</li> : null}
          </ol>
        )}
      </Loaded>
    </Dialog>
  );
}

function Passage({ passage }: { passage: OwnPassage }) {
  const t = useTranslations('knowledge.document');
  const owner = useHasRole('owner');
  const release = useRelease();
  const { passageId, title, text, held, released, questions } = passage;
  return (
    <article className="rounded-lg border border-line p-3">
      <h3 className="text-meta font-semibold text-muted">{title}</h3>
      <p className="anytext mt-1 text-list whitespace-pre-wrap">{text}</p>
      {questions.length > 0 ? (
        <p className="mt-2 text-meta text-muted">{t('questions', { questions: questions.join(' · ') })}</p>
      ) : null}
      {held === null ? null : (
        <div className="mt-2 rounded-md bg-warn-bg p-2 text-meta text-warn">
          <p className="flex items-start gap-1.5">
            <ShieldAlert size={14} className="mt-px shrink-0" aria-hidden />
            {t(`held.${held}`)}
          </p>
          {owner ? (
            <Button
              size="sm"
              className="mt-2"
              busy={release.isPending}
              onClick={() => release.mutate({ passageId, released: !released })}
            >
              {released ? t('hold') : t('release')}
            </Button>
          ) : null}
        </div>
      )}
    </article>
  );
}
