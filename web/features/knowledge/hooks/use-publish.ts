'use client';
import type { PutResponse } from '@oconnector/protocol/api/knowledge.ts';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';
import { newId, type Draft } from '../lib/draft.ts';
import { usePut } from './use-knowledge.ts';

type Publish = { draft: Draft; documentId?: string; forced?: boolean; onDone?: () => void };

/** What golden questions would break, as the refusal tells it. */
const brokenBy = (error: Error): number | null => {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return null;
  const { broken } = (error.current ?? {}) as Partial<PutResponse>;
  return broken === undefined ? null : broken.length;
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
          const broken = brokenBy(error);
          if (broken === null) {
            const known = error instanceof ApiError ? error : null;
            toast('error', t(known?.code === 'too_large' ? 'tooLarge' : 'failed'), { detail: known?.message });
          } else
            toast('error', t('breaks', { count: broken }), {
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
