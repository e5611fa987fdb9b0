'use client';
import { Bot, CheckCheck, ChevronDown, NotebookPen } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Textarea } from '../../../components/ui/field.tsx';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '../../../components/ui/menu.tsx';
import type { useControl } from '../hooks/use-control.ts';

const MAX_NOTE = 1_000;

/** Hands the conversation back: now, with a word for the bot, or as done. */
export default function ReleaseMenu({
  control,
  busy,
  primary,
}: {
  control: ReturnType<typeof useControl>;
  busy: boolean;
  primary: boolean;
}) {
  const t = useTranslations('control');
  const [noting, setNoting] = useState(false);
  const [note, setNote] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const text = note.trim();
    control.release.mutate(text ? { note: text } : {}, { onSuccess: () => setNote('') });
    setNoting(false);
  };
  return (
    <>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" variant={primary ? 'primary' : 'ghost'} busy={control.release.isPending} disabled={busy}>
            {t('release')}
            <ChevronDown size={15} aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent align="end" className="w-64">
          <MenuItem icon={<Bot size={16} aria-hidden />} onSelect={() => control.release.mutate({})}>
            {t('releaseNow')}
          </MenuItem>
          <MenuItem icon={<NotebookPen size={16} aria-hidden />} onSelect={() => setNoting(true)}>
            {t('releaseWithNote')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={<CheckCheck size={16} aria-hidden />}
            onSelect={() => control.release.mutate({ resolve: true })}
          >
            {t('resolve')}
          </MenuItem>
        </MenuContent>
      </Menu>
      <Dialog open={noting} onOpenChange={setNoting} title={t('releaseWithNote')} description={t('noteHint')}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label={t('note')}>
            {(ids) => (
              <Textarea
                {...ids}
                rows={4}
                maxLength={MAX_NOTE}
                autoFocus
                placeholder={t('noteExample')}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setNoting(false)}>{t('cancel')}</Button>
            <Button type="submit" variant="primary">
              {t('releaseNow')}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
