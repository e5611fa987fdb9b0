'use client';
import type { GoldenQuestion, GoldenResult } from '@oconnector/protocol/model/knowledge.ts';
import { CircleAlert, CircleCheck, CircleDashed, ListTodo, Play, Trash2 } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Loaded } from '../../../components/loaded.tsx';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Empty } from '../../../components/ui/states.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { toast } from '../../../lib/toast.ts';
import { useDocuments, useGolden, useRemoveGolden, useRunGolden } from '../hooks/use-knowledge.ts';

/** Questions whose answer must not be lost; asked again before every change of the knowledge. */
export function Golden() {
  const t = useTranslations('knowledge.golden');
  return (
    <Loaded
      query={useGolden()}
      failed={t('loadFailed')}
      empty={{
        when: ({ questions }) => questions.length === 0,
        show: (
          <Empty icon={<ListTodo size={20} aria-hidden />} title={t('empty')}>
            {t('emptyHint')}
          </Empty>
        ),
      }}
    >
      {({ questions }) => <Checks questions={questions} />}
    </Loaded>
  );
}

function Checks({ questions }: { questions: readonly GoldenQuestion[] }) {
  const t = useTranslations('knowledge.golden');
  const owner = useHasRole('owner');
  const run = useRunGolden();
  const results = new Map(run.data?.results.map((result) => [result.goldenId, result]));
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        {owner ? (
          <Button
            variant="primary"
            busy={run.isPending}
            icon={<Play size={16} aria-hidden />}
            onClick={() => run.mutate(undefined, { onError: () => toast('error', t('runFailed')) })}
          >
            {t('run')}
          </Button>
        ) : null}
        {run.data ? (
          <p role="status" className={run.data.failed > 0 ? 'text-body text-danger' : 'text-body text-primary'}>
            {t('result', { failed: run.data.failed, asked: run.data.results.length })}
          </p>
        ) : null}
      </div>
      <ul className="mt-3 divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">
        {questions.map((question) => (
          <li key={question.goldenId}>
            <Row question={question} result={results.get(question.goldenId)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ question, result }: { question: GoldenQuestion; result: GoldenResult | undefined }) {
  const t = useTranslations('knowledge.golden');
  const owner = useHasRole('owner');
  const remove = useRemoveGolden();
  const documents = useDocuments().data?.documents ?? [];
  const { expected } = question;
  const wanted =
    expected.type === 'unknown'
      ? t('unknown')
      : (documents.find(({ documentId }) => documentId === expected.documentId)?.title ?? t('gone'));
  const Icon = result === undefined ? CircleDashed : result.passed ? CircleCheck : CircleAlert;
  const tone = result === undefined ? 'text-muted' : result.passed ? 'text-primary' : 'text-danger';
  return (
    <div className="flex items-start gap-3 py-3 pr-2 pl-4">
      <Icon
        size={18}
        className={`mt-0.5 shrink-0 ${tone}`}
        role="img"
        aria-label={t(result === undefined ? 'notRun' : result.passed ? 'passed' : 'failed')}
      />
      <div className="min-w-0 flex-1">
        <p className="anytext text-body">{question.question}</p>
        <p className="text-meta text-muted">{t('expects', { wanted })}</p>
        {result !== undefined && !result.passed ? (
          <p className="text-meta text-danger">{t('found', { title: result.found?.title ?? t('unknown') })}</p>
        ) : null}
      </div>
      {owner ? (
        <IconButton
          size="sm"
          label={t('remove', { question: question.question })}
          onClick={() => remove.mutate(question.goldenId, { onError: () => toast('error', t('removeFailed')) })}
        >
          <Trash2 size={16} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}
