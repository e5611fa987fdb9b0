'use client';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { Bot, Check, Hand, Moon, Smartphone, UserRound, type LucideIcon } from 'lucide-react';
import clsx from 'clsx';
import { useTranslations } from 'use-intl';
import { driverOf, type Driver } from '../lib/driver.ts';

const MARKS: Record<Driver, { Icon: LucideIcon; tint: string }> = {
  resolved: { Icon: Check, tint: 'bg-hover text-muted' },
  bot: { Icon: Bot, tint: 'bg-info-bg text-info' },
  waiting: { Icon: Hand, tint: 'bg-warn-bg text-warn' },
  paused: { Icon: Moon, tint: 'bg-hover text-muted' },
  phone: { Icon: Smartphone, tint: 'bg-ok-bg text-primary' },
  person: { Icon: UserRound, tint: 'bg-ok-bg text-primary' },
};

/** Who may speak, as a small mark at the avatar's corner. */
export function HolderMark({ row }: { row: Pick<ConversationRow, 'control' | 'status'> }) {
  const words = useHolderWords(row);
  const { Icon, tint } = MARKS[driverOf(row)];
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
