'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { RotateCcw } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { useAsk } from '../hooks/use-ask.ts';
import { phoneDigits } from '../lib/guide.ts';
import { AskedNote } from './asked-note.tsx';

type Body = { phone: string | null };

/** Another code, or the other way to link: a QR to scan, or a code to type on a phone. */
export function Renew({ number, kind }: { number: NumberStatus; kind: 'qr' | 'code' }) {
  const t = useTranslations('connect.renew');
  const ask = useAsk<Body>(number, 'renew-pairing');
  const [typing, setTyping] = useState(false);
  // What stood there when it was asked: the note goes when something else does.
  const shown = number.pairing?.at ?? 0;
  const [askedAt, setAskedAt] = useState(-1);
  const renew = (phone: string | null): void => {
    setAskedAt(shown);
    ask.mutate({ phone });
  };
  return (
    <div className="flex w-full flex-col gap-3 border-t border-line pt-4">
      <div className="flex flex-wrap gap-2">
        <Button
          size="sm"
          busy={ask.isPending}
          icon={kind === 'qr' ? <RotateCcw size={14} aria-hidden /> : undefined}
          onClick={() => renew(null)}
        >
          {t(kind === 'qr' ? 'make' : 'byQr')}
        </Button>
        <Button size="sm" aria-expanded={typing} onClick={() => setTyping(!typing)}>
          {t(kind === 'qr' ? 'byPhone' : 'make')}
        </Button>
      </div>
      {typing ? <ByPhone busy={ask.isPending} onPhone={renew} /> : null}
      {ask.data?.asked === 'told' && askedAt === shown ? (
        <p role="status" className="text-list text-muted">
          {t('told')}
        </p>
      ) : null}
      <AskedNote asked={ask.data?.asked} error={ask.error} />
    </div>
  );
}

function ByPhone({ busy, onPhone }: { busy: boolean; onPhone: (phone: string) => void }) {
  const t = useTranslations('connect.renew');
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const phone = phoneDigits(typed);
    setWrong(phone === null);
    if (phone !== null) onPhone(phone);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
      <Field label={t('phone')} hint={t('phoneHint')} error={wrong ? t('phoneWrong') : null}>
        {(ids) => (
          <Input
            {...ids}
            type="tel"
            autoComplete="tel"
            className="max-w-72"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setWrong(false);
            }}
          />
        )}
      </Field>
      <Button type="submit" size="sm" variant="primary" busy={busy} className="self-start">
        {t('makeCode')}
      </Button>
    </form>
  );
}

/** Where the agent waits before it tries again: not to wait. */
export function TryNow({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect.renew');
  const ask = useAsk<Body>(number, 'renew-pairing');
  return (
    <>
      <Button
        className="self-start"
        busy={ask.isPending}
        icon={<RotateCcw size={16} aria-hidden />}
        onClick={() => ask.mutate({ phone: null })}
      >
        {t('tryNow')}
      </Button>
      <AskedNote asked={ask.data?.asked} error={ask.error} />
    </>
  );
}
