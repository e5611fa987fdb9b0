'use client';
import { Smartphone } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { usePathname } from '../../../lib/nav.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { numberState, type NumberState } from '../../../lib/number-state.ts';
import { useNumbers } from '../hooks/use-numbers.ts';

export const DOT: Record<NumberState, string> = {
  online: 'bg-primary',
  starting: 'bg-warn',
  attention: 'bg-danger',
  offline: 'bg-danger',
  never: 'bg-strong',
};

/** In the rail: whether WhatsApp can be reached, at a glance. The page behind it says more. */
export function NumberMark() {
  const t = useTranslations('numbers');
  const numbers = useNumbers();
  const path = usePathname();
  const [worst] = numbers.map(numberState).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  if (!worst) return null;
  const words = `${t('whatsapp')}: ${t(worst)}`;
  return (
    <NavLink
      href="/connect"
      aria-label={words}
      aria-current={path.startsWith('/connect') ? 'page' : undefined}
      title={words}
      className="relative flex h-9 w-12 items-center justify-center rounded-lg text-muted transition-colors duration-100 hover:bg-hover hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:text-primary"
    >
      <Smartphone size={18} strokeWidth={1.75} aria-hidden />
      <span className={`absolute top-1 right-2.5 size-2.5 rounded-full border-2 border-panel ${DOT[worst]}`} />
    </NavLink>
  );
}

const ORDER: readonly NumberState[] = ['offline', 'attention', 'never', 'starting', 'online'];
