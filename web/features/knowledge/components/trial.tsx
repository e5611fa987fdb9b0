'use client';
import { FlaskConical, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Input } from '../../../components/ui/field.tsx';
import { Empty, Failure, SkeletonRows, useDelayedLoading } from '../../../components/ui/states.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { toast } from '../../../lib/toast.ts';
import { usePutGolden, useTrial } from '../hooks/use-knowledge.ts';
import { newId } from '../lib/draft.ts';

/** Asks the knowledge as a customer would, and shows what it finds and how sure it is. */
export function Trial() {
  const t = useTranslations('knowledge.trial');
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const query = useTrial(asked);
  const loading = useDelayedLoading(query.isFetching);
  return (
    <>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <Input
          aria-label={t('label')}
          placeholder={t('placeholder')}
          maxLength={500}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button
          type="submit"
          variant="primary"
          busy={query.isFetching}
          disabled={typed.trim() === ''}
          icon={<Search size={16} aria-hidden />}
        >
          {t('ask')}
        </Button>
      </form>
      <div className="mt-4" aria-live="polite">
        {query.isError ? (
          <Failure compact title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
        ) : asked === '' ? (
          <Empty compact icon={<FlaskConical size={20} aria-hidden />} title={t('empty')}>
            {t('emptyHint')}
          </Empty>
        ) : query.data ? (
          <Found question={asked} found={query.data.passages} />
        ) : loading ? (
          <SkeletonRows rows={3} />
        ) : null}
      </div>
    </>
  );
}

type FoundProps = { question: string; found: NonNullable<ReturnType<typeof useTrial>['data']>['passages'] };

function Found({ question, found }: FoundProps) {
  const t = useTranslations('knowledge.trial');
  const owner = useHasRole('owner');
  const keep = usePutGolden();
  if (found.length === 0) return <p className="text-body text-muted">{t('nothing')}</p>;
  return (
    <ol className="space-y-3">
      {found.map(({ passageId, documentId, title, text, confidence }, at) => (
        <li key={passageId} className="rounded-xl border border-line bg-bg p-4">
          <p className="flex items-baseline justify-between gap-3">
            <span className="text-meta font-semibold text-muted">{title}</span>
            <span className="text-meta text-muted tabular-nums">
              {t('sure', { percent: Math.round(confidence * 100) })}
            </span>
          </p>
          <p className="anytext mt-1 text-list whitespace-pre-wrap">{text}</p>
          {owner && at === 0 ? (
            <Button
              size="sm"
              className="mt-3"
              busy={keep.isPending}
              onClick={() =>
                keep.mutate(
                  { goldenId: newId('gld'), question, expected: { type: 'document', documentId } },
                  {
                    onSuccess: () => toast('success', t('kept')),
                    onError: () => toast('error', t('notKept')),
                  },
                )
              }
            >
              {t('keep')}
            </Button>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
