'use client';
import type { OpenQuestion } from '@oconnector/protocol/model/knowledge.ts';
import { MessageCircleQuestion } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Loaded } from '../../../components/loaded.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Field, Textarea } from '../../../components/ui/field.tsx';
import { Empty } from '../../../components/ui/states.tsx';
import { ApiError } from '../../../lib/api.ts';
import { useHasRole } from '../../../lib/session.tsx';
import { toast } from '../../../lib/toast.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { useAnswer, useDismiss, useOpenQuestions } from '../hooks/use-knowledge.ts';

/** What customers asked and the assistant could not answer; an answer written here becomes knowledge. */
export function OpenQuestions() {
  const t = useTranslations('knowledge.questions');
  return (
    <Loaded
      query={useOpenQuestions()}
      failed={t('loadFailed')}
      empty={{
        when: ({ questions }) => questions.length === 0,
        show: (
          <Empty icon={<MessageCircleQuestion size={20} aria-hidden />} title={t('empty')}>
            {t('emptyHint')}
          </Empty>
        ),
      }}
    >
      {({ questions }) => (
        <ul className="space-y-3">
          {questions.map((question) => (
            <li key={question.questionId}>
              <Question question={question} />
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function Question({ question }: { question: OpenQuestion }) {
  const t = useTranslations('knowledge.questions');
  const times = useTimes();
  const now = useNow();
  const owner = useHasRole('owner');
  const answer = useAnswer();
  const dismiss = useDismiss();
  const [text, setText] = useState<string | null>(null);
  const { questionId, alternatives, count, lastAt } = question;
  const onError = (error: Error): void =>
    toast('error', t('failed'), { detail: error instanceof ApiError ? (error.requestId ?? undefined) : undefined });
  return (
    <article className="rounded-xl border border-line bg-bg p-4">
      <h2 className="anytext text-body font-medium">
        <bdi>{question.question}</bdi>
      </h2>
      <p className="mt-0.5 text-meta text-muted">
        {t('asked', { count, when: times.short(lastAt, now) })}
        {alternatives.length > 0 ? ` · ${t('also', { words: alternatives.slice(0, 3).join(' · ') })}` : ''}
      </p>
      {owner && text === null ? (
        <div className="mt-3 flex gap-2">
          <Button size="sm" variant="primary" onClick={() => setText('')}>
            {t('answer')}
          </Button>
          <Button size="sm" busy={dismiss.isPending} onClick={() => dismiss.mutate(questionId, { onError })}>
            {t('dismiss')}
          </Button>
        </div>
      ) : null}
      {text === null ? null : (
        <form
          className="mt-3 flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            answer.mutate({ questionId, answer: text.trim() }, { onError });
          }}
        >
          <Field label={t('answerLabel')} hint={t('answerHint')}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={3}
                autoFocus
                maxLength={4_000}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button size="sm" onClick={() => setText(null)}>
              {t('cancel')}
            </Button>
            <Button size="sm" type="submit" variant="primary" busy={answer.isPending} disabled={text.trim() === ''}>
              {t('save')}
            </Button>
          </div>
        </form>
      )}
    </article>
  );
}
