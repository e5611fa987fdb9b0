'use client';
import { CircleCheck, CircleX, Lock, LockOpen, MoreHorizontal, SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from '../../../components/ui/menu.tsx';
import { useHasRole } from '../../../lib/session.tsx';

export type ScoreAction = 'correct' | 'lock' | 'unlock' | 'won' | 'lost';

/** What a person may say of a lead. */
export function ScoreMenu({ locked, onChoose }: { locked: boolean; onChoose: (action: ScoreAction) => void }) {
  const t = useTranslations('lead.menu');
  const owner = useHasRole('owner');
  const agent = useHasRole('agent');
  if (!owner && !agent) return null;
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={t('label')}>
          <MoreHorizontal size={18} aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem icon={<SlidersHorizontal size={16} />} onSelect={() => onChoose('correct')} disabled={locked}>
          {t('correct')}
        </MenuItem>
        {locked ? (
          <MenuItem icon={<LockOpen size={16} />} onSelect={() => onChoose('unlock')}>
            {t('unlock')}
          </MenuItem>
        ) : (
          <MenuItem icon={<Lock size={16} />} onSelect={() => onChoose('lock')}>
            {t('lock')}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem icon={<CircleCheck size={16} />} onSelect={() => onChoose('won')}>
          {t('won')}
        </MenuItem>
        <MenuItem icon={<CircleX size={16} />} onSelect={() => onChoose('lost')}>
          {t('lost')}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
