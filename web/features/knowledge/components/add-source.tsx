'use client';
import { FileText, Globe, ListChecks, NotebookPen } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { ACCEPTED } from '../lib/draft.ts';

type Props = {
  /** Whether addresses can be read here. */
  urls: boolean;
  onAdd: (kind: 'text' | 'faq' | 'url') => void;
  onFiles: (files: File[]) => void;
};

/** The ways to bring knowledge in. */
export function AddSource({ urls, onAdd, onFiles }: Props) {
  const t = useTranslations('knowledge.add');
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" onClick={() => onAdd('faq')} icon={<ListChecks size={16} aria-hidden />}>
        {t('faq')}
      </Button>
      <Button onClick={() => onAdd('text')} icon={<NotebookPen size={16} aria-hidden />}>
        {t('text')}
      </Button>
      <Button onClick={() => input.current?.click()} icon={<FileText size={16} aria-hidden />}>
        {t('file')}
      </Button>
      {urls ? (
        <Button onClick={() => onAdd('url')} icon={<Globe size={16} aria-hidden />}>
          {t('url')}
        </Button>
      ) : null}
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label={t('file')}
        className="hidden"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
