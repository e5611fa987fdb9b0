'use client';
import { Keyboard, Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadio,
  MenuRadioGroup,
  MenuSeparator,
  MenuTrigger,
} from '../../../components/ui/menu.tsx';
import { api } from '../../../lib/api.ts';
import { setLocale, useSavedLocale } from '../../../lib/i18n/locale.tsx';
import { forgetLive } from '../../../lib/live/store.ts';
import { useNavigate } from '../../../lib/nav.ts';
import { numberState } from '../../../lib/number-state.ts';
import { SessionContext } from '../../../lib/session.tsx';
import { setTheme, type Theme, useTheme } from '../../../lib/theme.ts';
import { useContext } from 'react';
import { useNumbers } from '../hooks/use-numbers.ts';
import { DOT } from './number-status.tsx';
import { openShortcuts } from './shortcuts-state.ts';

const THEMES: readonly { value: Theme; icon: ReactNode }[] = [
  { value: 'light', icon: <Sun size={15} aria-hidden /> },
  { value: 'dark', icon: <Moon size={15} aria-hidden /> },
  { value: 'system', icon: <Monitor size={15} aria-hidden /> },
];

/** Who is signed in, how the numbers are, and how the page looks. */
export default function AccountMenu({ children, side }: { children: ReactNode; side: 'right' | 'top' }) {
  const t = useTranslations('nav');
  const themes = useTranslations('theme');
  const numbers = useTranslations('numbers');
  const user = useContext(SessionContext);
  const list = useNumbers();
  const navigate = useNavigate();
  const theme = useTheme();
  const locale = useSavedLocale();

  const signOut = async (): Promise<void> => {
    await api.post('/api/auth/logout').catch(() => undefined);
    forgetLive();
    // A full load: nothing of this user may stay in memory.
    location.replace('/login');
  };

  return (
    <Menu>
      <MenuTrigger className="w-full rounded-lg" aria-label={t('account')}>
        {children}
      </MenuTrigger>
      <MenuContent side={side} align="end" className="w-64">
        {user ? (
          <div className="px-2.5 pt-1.5 pb-2">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-meta text-muted">
              {user.clienteName} · {user.email}
            </p>
          </div>
        ) : null}
        {list.length > 0 ? (
          <>
            <MenuSeparator />
            <MenuLabel>{numbers('whatsapp')}</MenuLabel>
            {list.map((number) => {
              const state = numberState(number);
              return (
                <MenuItem
                  key={number.numberId}
                  icon={<span className={`mx-1 block size-2 rounded-full ${DOT[state]}`} aria-hidden />}
                  hint={numbers(state)}
                  onSelect={() => navigate.push(`/connect?n=${number.numberId}`)}
                >
                  {number.name}
                </MenuItem>
              );
            })}
          </>
        ) : null}
        <MenuSeparator />
        <MenuLabel>{themes('title')}</MenuLabel>
        <MenuRadioGroup value={theme ?? 'system'} onValueChange={(value) => setTheme(value as Theme)}>
          {THEMES.map(({ value, icon }) => (
            <MenuRadio key={value} value={value} hint={icon} onSelect={(event) => event.preventDefault()}>
              {themes(value)}
            </MenuRadio>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem
          icon={<Languages size={16} aria-hidden />}
          hint={locale === 'en' ? 'EN' : 'PT'}
          onSelect={() => void setLocale(locale === 'en' ? 'pt-BR' : 'en')}
        >
          <span lang={locale === 'en' ? 'pt-BR' : 'en'}>{locale === 'en' ? 'Português' : 'English'}</span>
        </MenuItem>
        <MenuItem icon={<Keyboard size={16} aria-hidden />} hint="?" onSelect={openShortcuts}>
          {t('shortcuts')}
        </MenuItem>
        <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={() => void signOut()}>
          {t('signOut')}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
