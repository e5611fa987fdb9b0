'use client';
import type { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import type { SourceKind } from '@oconnector/protocol/model/knowledge.ts';
import {
  CircleAlert,
  FileText,
  Globe,
  ListChecks,
  Loader2,
  type LucideIcon,
  NotebookPen,
  ShieldAlert,
  Trash2,
} from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Badge } from '../../../components/ui/badge.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { isReading } from '../hooks/use-knowledge.ts';

const ICON: Record<SourceKind, LucideIcon> = { text: NotebookPen, faq: ListChecks, file: FileText, url: Globe };

type Props = { document: DocumentSummary; onOpen: (what: 'passages' | 'remove') => void };

/** One source: what it is, how far it is read, or why it could not be. */
export function SourceRow({ document, onOpen }: Props) {
  const t = useTranslations('knowledge.sources');
  const times = useTimes();
  const now = useNow();
  const owner = useHasRole('owner');
  const Icon = ICON[document.kind];
  return (
    <div className="flex items-center gap-1 pr-2 transition-colors duration-100 hover:bg-hover">
      <button
        type="button"
        onClick={() => onOpen('passages')}
        className="focus-inset flex min-w-0 flex-1 items-start gap-3 px-4 py-3 text-left"
      >
        <span className="mt-0.5 flex size-8 shrink-0 items-center justify-center rounded-full bg-hover text-muted">
          <Icon size={16} aria-hidden />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-3">
            <bdi className="truncate text-body font-medium">{document.title}</bdi>
            <time title={times.full(document.updatedAt)} className="shrink-0 text-meta text-muted">
              {times.short(document.updatedAt, now)}
            </time>
          </span>
          <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-meta text-muted">
            <Standing document={document} />
            {document.held > 0 ? (
              <Badge tone="warn" icon={<ShieldAlert size={12} aria-hidden />}>
                {t('held', { count: document.held })}
              </Badge>
            ) : null}
          </span>
        </span>
      </button>
      {owner ? (
        <IconButton size="sm" label={t('remove', { title: document.title })} onClick={() => onOpen('remove')}>
          <Trash2 size={16} aria-hidden />
        </IconButton>
      ) : null}
    </div>
  );
}

function Standing({ document }: { document: DocumentSummary }) {
  const t = useTranslations('knowledge');
  const { state, failure, progress, passages } = document;
  if (state === 'failed')
    return (
      <span role="status" className="flex items-start gap-1 text-danger">
        <CircleAlert size={13} className="mt-0.5 shrink-0" aria-hidden />
        {t(`failure.${failure ?? 'internal'}`)}
      </span>
    );
  if (isReading(document)) {
    const total = progress?.total ?? null;
    const share = progress === null || total === null || total === 0 ? null : Math.round((progress.done / total) * 100);
    return (
      <span role="status" className="flex items-center gap-1.5 text-info">
        <Loader2 size={13} className="animate-spin" aria-hidden />
        {t(`state.${state}`)}
        {share === null ? '' : ` ${share} %`}
      </span>
    );
  }
  return <span>{t('sources.passages', { count: passages })}</span>;
}
