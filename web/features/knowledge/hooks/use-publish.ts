'use client';
import type { PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';
import { newId, type Draft } from '../lib/draft.ts';
import { usePut } from './use-knowledge.ts';

type Publish = { draft: Draft; documentId?: string; forced?: boolean; onDone?: () => void };

/** Why it was not published, as the refusal tells it; null when it tells nothing of that. */
const refusalOf = (error: Error): Pick<PutResponse, 'broken' | 'superseded'> | null => {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return null;
  const { broken, superseded = false } = (error.current ?? {}) as Partial<PutResponse>;
  return broken === undefined ? null : { broken, superseded };
};

/** Publishes sources, and asks again where a golden question would be lost. */
export const usePublish = () => {
  const t = useTranslations('knowledge.publish');
  const put = usePut();
  const publish = (request: Publish): void => {
    const { draft, documentId = newId('doc'), forced = false, onDone } = request;
    put.mutate(
      { documentId, draft, forced },
      {
        onSuccess: () => onDone?.(),
        onError: (error) => {
          const refusal = refusalOf(error);
          if (refusal === null) {
            const known = error instanceof ApiError ? error : null;
            toast('error', t(known?.code === 'too_large' ? 'tooLarge' : 'failed'), { detail: known?.message });
          } else if (refusal.superseded) toast('error', t('superseded'));
          else
            toast('error', t('breaks', { count: refusal.broken.length }), {
              action: { label: t('anyway'), run: () => publish({ ...request, documentId, forced: true }) },
            });
        },
      },
    );
  };
  const publishFiles = (files: readonly File[]): void => {
    for (const file of files) publish({ draft: { kind: 'file', file } });
  };
  return { publish, publishFiles, isPending: put.isPending };
};
