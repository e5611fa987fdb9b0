'use client';
import type { Axis, Score } from '@oconnector/protocol/model/score.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { Segmented } from '../../../components/ui/segmented.tsx';
import { useScoreChange } from '../hooks/use-score.ts';
import type { ScoreAction } from './score-menu.tsx';

type Props = { contactId: string; action: ScoreAction; score: Score; onClose: () => void };

/** A person's word on a lead, with the reason that the next reader will want. */
export default function ScoreDialog({ contactId, action, score, onClose }: Props) {
  const t = useTranslations('lead.dialog');
  const { change, close } = useScoreChange(contactId);
  const [axis, setAxis] = useState<Axis>('intent');
  const [delta, setDelta] = useState('10');
  const [note, setNote] = useState('');
  const points = Number(delta);
  const valid = action !== 'correct' || (Number.isInteger(points) && points !== 0 && Math.abs(points) <= 100);
  const said = note.trim() === '' ? {} : { note: note.trim() };
  const submit = (): void => {
    const done = { onSuccess: onClose };
    if (action === 'won' || action === 'lost') close.mutate({ result: action, reason: note.trim() || null }, done);
    else if (action === 'correct') change.mutate({ action, axis, delta: points, ...said }, done);
    else if (action === 'lock') change.mutate({ action, fit: score.fit, intent: score.intent, ...said }, done);
    else change.mutate({ action }, done);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`${action}.title`)} description={t(`${action}.text`)}>
      <form
        className="flex flex-col gap-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          if (valid) submit();
        }}
      >
        {action === 'correct' ? (
          <>
            <div>
              <Segmented
                label={t('axis')}
                value={axis}
                onChange={setAxis}
                options={(['fit', 'intent'] as const).map((value) => ({ value, label: t(`axes.${value}`) }))}
              />
            </div>
            <Field label={t('points')} hint={t('pointsHint')} error={valid ? null : t('pointsWrong')}>
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={-100}
                  max={100}
                  step={1}
                  value={delta}
                  onChange={(event) => setDelta(event.target.value)}
                />
              )}
            </Field>
          </>
        ) : null}
        {action === 'unlock' ? null : (
          <Field label={t('note')}>
            {(ids) => <Input {...ids} maxLength={300} value={note} onChange={(event) => setNote(event.target.value)} />}
          </Field>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" busy={change.isPending || close.isPending} disabled={!valid}>
            {t(`${action}.do`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
