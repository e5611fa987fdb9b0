'use client';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input, Textarea } from '../../../components/ui/field.tsx';
import { usePublish } from '../hooks/use-publish.ts';
import type { Draft } from '../lib/draft.ts';
import { alternativesOf, type PairDraft, pairsOf } from '../lib/pairs.ts';

type Kind = 'text' | 'faq' | 'url';

/** Writes a new source: a text, questions with answers, or an address. */
export default function SourceDialog({ kind, onClose }: { kind: Kind; onClose: () => void }) {
  const t = useTranslations('knowledge.dialog');
  const { publish, isPending } = usePublish();
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [url, setUrl] = useState('');
  const [pairs, setPairs] = useState<PairDraft[]>([{ question: '', answer: '', alternatives: '' }]);
  const draft = draftOf(kind, { title: title.trim(), text: text.trim(), url: url.trim(), pairs });
  return (
    <Dialog open onOpenChange={onClose} title={t(`${kind}.title`)} description={t(`${kind}.text`)}>
      <form
        className="flex flex-col gap-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (draft) publish({ draft, onDone: onClose });
        }}
      >
        {kind === 'url' ? (
          <Field label={t('address')}>
            {(ids) => (
              <Input
                {...ids}
                type="url"
                inputMode="url"
                placeholder="https://"
                maxLength={2_000}
                value={url}
                onChange={(event) => setUrl(event.target.value)}
              />
            )}
          </Field>
        ) : (
          <Field label={t('name')}>
            {(ids) => (
              <Input {...ids} maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
            )}
          </Field>
        )}
        {kind === 'text' ? (
          <Field label={t('content')} hint={t('contentHint')}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={10}
                maxLength={200_000}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {kind === 'faq' ? <Pairs pairs={pairs} onChange={setPairs} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" busy={isPending} disabled={draft === null}>
            {t('publish')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Fields = { title: string; text: string; url: string; pairs: readonly PairDraft[] };

/** The source, once it is whole. */
const draftOf = (kind: Kind, { title, text, url, pairs }: Fields): Draft | null => {
  if (kind === 'url') return /^https:\/\/\S+\.\S+/iu.test(url) ? { kind, url } : null;
  if (title === '') return null;
  if (kind === 'text') return text === '' ? null : { kind, title, text };
  const whole = pairsOf(pairs);
  return whole === null ? null : { kind, title, pairs: whole };
};

type PairsProps = { pairs: readonly PairDraft[]; onChange: (pairs: PairDraft[]) => void };

function Pairs({ pairs, onChange }: PairsProps) {
  const t = useTranslations('knowledge.dialog');
  const set = (at: number, change: Partial<PairDraft>): void =>
    onChange(pairs.map((pair, i) => (i === at ? { ...pair, ...change } : pair)));
  return (
    <>
      {pairs.map((pair, at) => (
        <fieldset key={at} className="relative flex flex-col gap-3 rounded-lg border border-line p-3">
          <legend className="px-1 text-meta font-medium text-muted">{t('pair', { number: at + 1 })}</legend>
          {pairs.length > 1 ? (
            <span className="absolute top-0 right-1">
              <IconButton
                size="sm"
                label={t('removePair', { number: at + 1 })}
                onClick={() => onChange(pairs.filter((_, i) => i !== at))}
              >
                <X size={15} aria-hidden />
              </IconButton>
            </span>
          ) : null}
          <Field label={t('question')}>
            {(ids) => (
              <Input
                {...ids}
                maxLength={200}
                value={pair.question}
                onChange={(event) => set(at, { question: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('answer')}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={3}
                maxLength={4_000}
                value={pair.answer}
                onChange={(event) => set(at, { answer: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('alternatives')} hint={t('alternativesHint', { count: alternativesOf(pair).length })}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={2}
                value={pair.alternatives}
                onChange={(event) => set(at, { alternatives: event.target.value })}
              />
            )}
          </Field>
        </fieldset>
      ))}
      <Button
        size="sm"
        className="self-start"
        icon={<Plus size={15} aria-hidden />}
        onClick={() => onChange([...pairs, { question: '', answer: '', alternatives: '' }])}
      >
        {t('addPair')}
      </Button>
    </>
  );
}
