'use client';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { openPhone, usePhones } from '../hooks/use-phones.ts';
import { PERSONAS, toE164 } from '../lib/personas.ts';

/** Adds a phone: one of five people, or any number. */
export default function PhonePicker({ onClose, onOpened }: { onClose: () => void; onOpened: (phone: string) => void }) {
  const t = useTranslations('simulator');
  const phones = usePhones((store) => store.phones);
  const [number, setNumber] = useState('');
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState(false);
  const add = (phone: string, called: string | null): void => {
    openPhone(phone, called);
    onOpened(phone);
    onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const phone = toE164(number);
    setWrong(phone === null);
    if (phone !== null) add(phone, name.trim() || null);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('addPhone')} description={t('addPhoneHint')}>
      <ul className="-mx-2 mb-4">
        {PERSONAS.map((persona) => {
          const open = phones.some((each) => each.phone === persona.phone);
          return (
            <li key={persona.id}>
              <button
                type="button"
                disabled={open}
                onClick={() => add(persona.phone, persona.name)}
                className="focus-inset flex w-full items-center gap-3 rounded-md px-2 py-2 text-left hover:bg-hover disabled:opacity-50"
              >
                <Avatar name={persona.name} seed={persona.phone} size={36} />
                <span className="min-w-0 flex-1">
                  <span className="block font-medium">{persona.name}</span>
                  <span className="block truncate text-meta text-muted">{t(`persona.${persona.id}`)}</span>
                </span>
                {open ? (
                  <span className="text-meta text-muted">{t('alreadyOpen')}</span>
                ) : (
                  <Plus size={16} className="text-muted" aria-hidden />
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <form onSubmit={submit} className="flex flex-col gap-3 border-t border-line pt-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('newNumber')} error={wrong ? t('notANumber') : null}>
            {(ids) => (
              <Input
                {...ids}
                type="tel"
                inputMode="tel"
                required
                placeholder="+55 11 91234-5678"
                value={number}
                onChange={(event) => setNumber(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('newName')}>
            {(ids) => <Input {...ids} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
        </div>
        <Button type="submit" variant="primary" className="self-end">
          {t('open')}
        </Button>
      </form>
    </Dialog>
  );
}
