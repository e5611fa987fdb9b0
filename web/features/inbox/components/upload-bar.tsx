'use client';
import { useTranslations } from 'use-intl';
import { useUpload } from '../lib/uploads.ts';

/** How far a file has come, and the way to call it back while it is not all there. */
export default function UploadBar({ clientId }: { clientId: string }) {
  const t = useTranslations('composer.upload');
  const upload = useUpload(clientId);
  if (!upload) return null;
  const percent = Math.round(upload.part * 100);
  return (
    <div className="mt-1 mb-0.5 flex items-center gap-2.5 text-meta">
      <div
        role="progressbar"
        aria-label={t('label')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-fg/15"
      >
        <div
          className="h-full origin-left rounded-full bg-primary transition-transform duration-100"
          style={{ transform: `scaleX(${upload.part})` }}
        />
      </div>
      <span className="tabular min-w-9 text-right whitespace-nowrap text-muted">{t('percent', { percent })}</span>
      <button
        type="button"
        onClick={upload.cancel}
        className="min-h-6 rounded px-1 font-semibold underline decoration-current/40 underline-offset-2 hover:bg-fg/8"
      >
        {t('cancel')}
      </button>
    </div>
  );
}
