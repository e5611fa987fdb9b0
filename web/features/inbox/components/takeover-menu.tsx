'use client';
import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from '../../../components/ui/menu.tsx';
import type { useControl } from '../hooks/use-control.ts';

const minutesToTomorrow = (): number => {
  const now = new Date();
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8);
  return Math.max(1, Math.round((morning.getTime() - now.getTime()) / 60_000));
};

/** For how long: after this without a human message the bot takes over again. */
export default function TakeoverMenu({ control, busy }: { control: ReturnType<typeof useControl>; busy: boolean }) {
  const t = useTranslations('control');
  const take = (releaseAfterMinutes: number | null) => (): void => control.takeover.mutate({ releaseAfterMinutes });
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton size="sm" label={t('takeOverFor')} disabled={busy}>
          <ChevronDown size={16} aria-hidden />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuLabel>{t('takeOverFor')}</MenuLabel>
        <MenuItem onSelect={take(30)}>{t('for30')}</MenuItem>
        <MenuItem onSelect={take(120)}>{t('for120')}</MenuItem>
        <MenuItem onSelect={() => take(minutesToTomorrow())()}>{t('untilTomorrow')}</MenuItem>
        <MenuItem onSelect={take(null)}>{t('forever')}</MenuItem>
      </MenuContent>
    </Menu>
  );
}
