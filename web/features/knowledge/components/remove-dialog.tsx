'use client';
import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { ApiError } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';
import { useGolden, useRemove } from '../hooks/use-knowledge.ts';

/** Asks before a source goes, and says which tests lean on it. */
export default function RemoveDialog({ document, onClose }: { document: DocumentSummary; onClose: () => void }) {
  const t = useTranslations('knowledge.removal');
  const remove = useRemove();
  const golden = useGolden().data?.questions ?? [];
  const leaning = golden.filter(
    ({ expected }) => expected.type === 'document' && expected.documentId === document.documentId,
  ).length;
  return (
    <Dialog open onOpenChange={onClose} title={t('title')} description={t('text', { title: document.title })}>
      {leaning > 0 ? <p className="mb-4 text-body text-warn">{t('tests', { count: leaning })}</p> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          variant="danger"
          busy={remove.isPending}
          onClick={() =>
            remove.mutate(document.documentId, {
              onSuccess: onClose,
              onError: (error) =>
                toast('error', t('failed'), {
                  detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined,
                }),
            })
          }
        >
          {t('do')}
        </Button>
      </div>
    </Dialog>
  );
}
