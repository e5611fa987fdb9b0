'use client';
import dynamic from 'next/dynamic';
import { useHotkeys } from '../../../lib/hotkeys.ts';
import { useNavigate } from '../../../lib/nav.ts';
import { useHasRole } from '../../../lib/session.tsx';
import { openShortcuts, useShortcutsOpen } from './shortcuts-state.ts';

const Shortcuts = dynamic(() => import('./shortcuts.tsx'), { ssr: false });

/** Keys that work on every screen. */
export function ShellKeys() {
  const navigate = useNavigate();
  const ops = useHasRole('ops');
  const open = useShortcutsOpen();
  useHotkeys({
    'g i': () => navigate.push('/inbox'),
    'g s': () => navigate.push('/simulator'),
    'g o': () => {
      if (ops) navigate.push('/ops');
    },
    // Which of the two it is depends on the keyboard's layout.
    '?': openShortcuts,
    'Shift+?': openShortcuts,
  });
  return open ? <Shortcuts /> : null;
}
