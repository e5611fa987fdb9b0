'use client';
import type { NumberAccount, NumberStatus } from '@oconnector/protocol/model/number.ts';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { useAsk } from '../hooks/use-ask.ts';
import { AskedNote } from './asked-note.tsx';

type Props = { number: NumberStatus; account: NumberAccount; onClose: () => void };

/** Unlinks the device, once the end of its phone was typed. It closes by itself when the number is not ready any more. */
export default function LogOut({ number, account, onClose }: Props) {
  const t = useTranslations('connect.logOut');
  const asked = useTranslations('connect.asked');
  const [digits, setDigits] = useState('');
  const ask = useAsk<{ lastDigits: string }>(number, 'log-out');
  const outcome = ask.data?.asked;
  const told = outcome === 'told';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (digits.length === 4) ask.mutate({ lastDigits: digits });
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={t('title')} description={t('text')}>
      <form onSubmit={submit} className="flex flex-col gap-4 pt-1">
        <Field
          label={t('digits')}
          hint={<span className="tabular">{account.phone}</span>}
          error={outcome === 'wrong_digits' ? asked('wrong_digits') : null}
        >
          {(ids) => (
            <Input
              {...ids}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              className="tabular max-w-28 tracking-widest"
              value={digits}
              onChange={(event) => {
                setDigits(event.target.value.replaceAll(/\D/gu, ''));
                ask.reset();
              }}
            />
          )}
        </Field>
        {outcome === 'wrong_digits' ? null : <AskedNote asked={outcome} error={ask.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="danger" busy={ask.isPending || told} disabled={digits.length !== 4}>
            {t(told ? 'told' : 'confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
