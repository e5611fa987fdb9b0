'use client';
import { CopyPlus, Layers, MessageSquareReply, TriangleAlert } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Input, Switch } from '../../../components/ui/field.tsx';
import { setPhone, write, writeAsOwner } from '../hooks/use-phones.ts';
import type { PhoneState } from '../lib/phones.ts';

const BURST = ['Oi', 'vocês entregam hoje?', 'é para a Vila Mariana'];
const BURST_GAP_MS = 330;

/** What can go wrong on the way, at the press of a button. */
export function Controls({ phone }: { phone: PhoneState }) {
  const t = useTranslations('simulator');
  const ready = phone.shop !== null;
  const [owner, setOwner] = useState('');
  const burst = (): void =>
    BURST.forEach((text, index) => setTimeout(() => write(phone.phone, { type: 'text', text }), index * BURST_GAP_MS));
  const answer = (event: FormEvent): void => {
    event.preventDefault();
    if (owner.trim() !== '' && writeAsOwner(phone.phone, owner)) setOwner('');
  };
  return (
    <section aria-label={t('controls')} className="border-b border-line p-4">
      <h3 className="mb-2 text-meta font-semibold text-muted">{t('controls')}</h3>
      <div className="flex flex-wrap gap-1.5">
        <Button
          size="sm"
          disabled={!ready}
          onClick={burst}
          icon={<Layers size={15} aria-hidden />}
          title={t('burstHint')}
        >
          {t('burst')}
        </Button>
        <Button
          size="sm"
          disabled={!ready}
          onClick={() => write(phone.phone, { type: 'text', text: 'Qual o prazo de entrega?' }, 3)}
          icon={<CopyPlus size={15} aria-hidden />}
          title={t('duplicateHint')}
        >
          {t('duplicate')}
        </Button>
        <Button
          size="sm"
          disabled={!ready}
          aria-pressed={phone.failSends > 0}
          onClick={() => setPhone(phone.phone, { failSends: phone.failSends > 0 ? 0 : 1 })}
          icon={<TriangleAlert size={15} aria-hidden />}
          title={t('failNextHint')}
          className={phone.failSends > 0 ? 'border-danger! text-danger!' : ''}
        >
          {t('failNext')}
        </Button>
      </div>
      <div className="mt-2 grid gap-x-6 sm:grid-cols-2">
        <Switch
          label={t('isOnline')}
          checked={phone.online}
          disabled={!ready}
          onChange={(online) => setPhone(phone.phone, { online })}
        />
        <Switch
          label={t('givesReceipts')}
          checked={phone.receipts}
          disabled={!ready}
          onChange={(receipts) => setPhone(phone.phone, { receipts })}
        />
      </div>
      <form onSubmit={answer} className="mt-3 flex gap-2">
        <Input
          aria-label={t('ownerLabel')}
          placeholder={t('ownerLabel')}
          value={owner}
          onChange={(event) => setOwner(event.target.value)}
          className="h-8! flex-1 text-list"
          disabled={!ready}
          maxLength={4096}
        />
        <Button
          type="submit"
          size="sm"
          disabled={!ready || owner.trim() === ''}
          icon={<MessageSquareReply size={15} aria-hidden />}
        >
          {t('ownerSend')}
        </Button>
      </form>
    </section>
  );
}
