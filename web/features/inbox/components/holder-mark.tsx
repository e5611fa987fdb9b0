'use client';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { Bot, Check, Hand, Moon, Smartphone, UserRound } from 'lucide-react';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';

/** Who may speak, as a small mark at the avatar's corner. */
export function HolderMark({ row }: { row: Pick<ConversationRow, 'control' | 'status'> }) {
  const words = useHolderWords(row);
  const { holder } = row.control;
  const resolved = row.status === 'resolved';
  const raised = holder.kind === 'paused' && (holder.reason === 'asked_for_human' || holder.reason === 'bot_failed');
  const Icon = resolved
    ? Check
    : holder.kind === 'bot'
      ? Bot
      : raised
        ? Hand
        : holder.kind === 'paused'
          ? Moon
          : holder.via === 'phone'
            ? Smartphone
            : UserRound;
  const tint = resolved
    ? 'bg-hover text-muted'
    : holder.kind === 'bot'
      ? 'bg-info-bg text-info'
      : raised
        ? 'bg-warn-bg text-warn'
        : holder.kind === 'paused'
          ? 'bg-hover text-muted'
          : 'bg-ok-bg text-primary';
  return (
    <span
      title={words}
      className={clsx(
        'absolute -right-1 -bottom-0.5 flex size-5 items-center justify-center rounded-full border-2 border-(--row)',
        tint,
      )}
    >
      <Icon size={11} strokeWidth={2.25} aria-hidden />
      <span className="sr-only">{words}</span>
    </span>
  );
}

/** "IA atendendo", "Ana atendendo", "Aguardando uma pessoa"… */
export const useHolderWords = (row: Pick<ConversationRow, 'control' | 'status'>): string => {
  const t = useTranslations('control');
  const { holder } = row.control;
  if (row.status === 'resolved') return t('isResolved');
  switch (holder.kind) {
    case 'bot':
      return t('byBot');
    case 'human':
      return holder.via === 'phone' ? t('byPhone') : t('byPerson', { name: holder.name });
    case 'paused':
      return t(`paused.${holder.reason}`);
  }
};
