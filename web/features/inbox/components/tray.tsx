'use client';
import clsx from 'clsx';
import { FileText, Film, X } from 'lucide-react';
import { useLocale, useTranslations } from 'use-intl';
import { Recording } from '../../../components/media/recording.tsx';
import { type Attachment, mediaOf } from '../../../lib/media/attachment.ts';
import { MAX_FILES, type Unfitting } from '../../../lib/media/choose.ts';
import { fileSize, typeLabel } from '../../../lib/media/format.ts';
import { dismissUnfitting, removeFromTray, useTray } from '../lib/tray.ts';

/** What is about to be sent: each file as it will be shown, the way to take it out, and why others cannot go. */
export default function Tray({ contactId }: { contactId: string }) {
  const t = useTranslations('composer.tray');
  const { files, unfitting, left } = useTray(contactId);
  return (
    <div className="mb-2">
      {unfitting.length > 0 || left > 0 ? (
        <div
          role="alert"
          className="mb-2 flex items-start justify-between gap-3 rounded-md bg-danger-bg px-3 py-2 text-list text-danger"
        >
          <ul className="min-w-0 space-y-0.5">
            {unfitting.map((each) => (
              <li key={each.name}>
                <Why unfitting={each} />
              </li>
            ))}
            {left > 0 ? <li>{t('tooMany', { max: MAX_FILES, count: left })}</li> : null}
          </ul>
          <button
            type="button"
            onClick={() => dismissUnfitting(contactId)}
            className="min-h-6 shrink-0 rounded font-medium underline underline-offset-2"
          >
            {t('understood')}
          </button>
        </div>
      ) : null}
      {files.length > 0 ? (
        <ul aria-label={t('label')} className="flex max-h-56 flex-wrap gap-2 overflow-y-auto p-0.5">
          {files.map((file) => (
            <Chosen key={file.id} file={file} onRemove={() => removeFromTray(contactId, file.id)} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Why({ unfitting }: { unfitting: Unfitting }) {
  const t = useTranslations('composer.tray');
  const locale = useLocale();
  return (
    <>
      <bdi className="font-medium">{unfitting.name}</bdi>
      {': '}
      {unfitting.problem === 'too_large'
        ? t('tooLarge', { max: fileSize(unfitting.max, locale) })
        : t(unfitting.problem)}
    </>
  );
}

function Chosen({ file, onRemove }: { file: Attachment; onRemove: () => void }) {
  const t = useTranslations('composer.tray');
  const what = useTranslations('thread.media');
  const name = file.voice ? what('voice') : file.name;
  return (
    <li
      className={clsx(
        'relative flex max-w-full flex-col rounded-lg border bg-panel',
        file.refusal ? 'border-danger' : 'border-line',
      )}
    >
      <span className="flex min-w-0 items-center">
        <Preview file={file} />
        <button
          type="button"
          aria-label={t('remove', { name })}
          title={t('remove', { name })}
          onClick={onRemove}
          className="mr-1.5 flex size-7 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-fg"
        >
          <X size={16} aria-hidden />
        </button>
      </span>
      {file.refusal ? (
        <span role="alert" className="px-2.5 pb-1.5 text-meta text-danger">
          {t(`refused.${file.refusal}`)}
        </span>
      ) : null}
    </li>
  );
}

function Preview({ file }: { file: Attachment }) {
  const t = useTranslations('composer.tray');
  const locale = useLocale();
  const size = fileSize(file.blob.size, locale);
  if (file.kind === 'audio')
    return (
      <span className="min-w-0 px-2.5 py-1">
        <Recording
          media={mediaOf(file)}
          source={{ state: 'ready', bytes: file.blob.size, src: file.url, download: null }}
        />
        {file.voice || file.name !== '' ? null : (
          <span className="block max-w-[300px] pb-1 text-meta text-warn">{t('noVoiceNote')}</span>
        )}
      </span>
    );
  return (
    <span className="flex min-w-0 items-center gap-2.5 p-1.5">
      <span className="flex size-14 shrink-0 items-center justify-center overflow-hidden rounded-md bg-fg/8 text-muted">
        {file.kind === 'image' ? (
          <img src={file.url} alt="" className="size-full object-cover" />
        ) : file.kind === 'video' ? (
          <Film size={22} aria-hidden />
        ) : (
          <FileText size={22} aria-hidden />
        )}
      </span>
      <span className="w-36 min-w-0">
        <bdi className="line-clamp-2 text-list font-medium [overflow-wrap:anywhere]">{file.name}</bdi>
        <span className="tabular block truncate text-meta text-muted">
          {[typeLabel(file.name, file.blob.type), size].filter((fact) => fact !== '').join(' · ')}
        </span>
        {file.kind === 'document' && /^(?:image|video|audio)\//u.test(file.blob.type) ? (
          <span className="block text-meta text-muted">{t('asDocument')}</span>
        ) : null}
      </span>
    </span>
  );
}
