'use client';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { useFacts } from '../hooks/use-facts.ts';

type Props = { contactId: string; fact: Fact; how: 'edit' | 'forget'; onClose: () => void };

/** Corrects a fact, or erases it with its words. */
export default function FactDialog({ contactId, fact, how, onClose }: Props) {
  const t = useTranslations('lead.factDialog');
  const { change, forget } = useFacts(contactId);
  const [value, setValue] = useState(fact.value);
  const submit = (): void => {
    const done = { onSuccess: onClose };
    if (how === 'forget') forget.mutate(fact.id, done);
    else change.mutate({ id: fact.id, value: value.trim() }, done);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`${how}.title`)} description={t(`${how}.text`)}>
      <form
        className="flex flex-col gap-4 pt-1"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {how === 'edit' ? (
          <Field label={t('value')}>
            {(ids) => (
              <Input {...ids} maxLength={512} value={value} onChange={(event) => setValue(event.target.value)} />
            )}
          </Field>
        ) : (
          <p className="anytext text-body font-medium">
            <bdi>{fact.value}</bdi>
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            variant={how === 'forget' ? 'danger' : 'primary'}
            busy={change.isPending || forget.isPending}
            disabled={how === 'edit' && (value.trim() === '' || value.trim() === fact.value)}
          >
            {t(`${how}.do`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
