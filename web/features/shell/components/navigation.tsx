'use client';
import clsx from 'clsx';
import { Activity, BookOpen, CircleUserRound, type LucideIcon, MessagesSquare, Smartphone } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Logo } from '../../../components/ui/logo.tsx';
import { usePathname } from '../../../lib/nav.ts';
import { NavLink } from '../../../lib/nav-link.tsx';
import { useHasRole } from '../../../lib/session.tsx';
import { NumberMark } from './number-status.tsx';

type Place = 'inbox' | 'knowledge' | 'simulator' | 'ops';
const PLACES: { href: `/${Place}`; word: Place; Icon: LucideIcon }[] = [
  { href: '/inbox', word: 'inbox', Icon: MessagesSquare },
  { href: '/knowledge', word: 'knowledge', Icon: BookOpen },
  { href: '/simulator', word: 'simulator', Icon: Smartphone },
  { href: '/ops', word: 'ops', Icon: Activity },
];

const ITEM =
  'group flex flex-col items-center justify-center gap-1 rounded-lg text-[11px] leading-4 font-medium transition-colors duration-100 aria-[current=page]:text-primary text-muted hover:text-fg';

function AccountButton({ label }: { label: string }) {
  return (
    <span className={clsx(ITEM, 'h-14 w-full md:w-15')}>
      <span className="flex h-7 w-12 items-center justify-center rounded-full transition-colors duration-100 group-hover:bg-hover">
        <CircleUserRound size={20} strokeWidth={1.75} aria-hidden />
      </span>
      {label}
    </span>
  );
}

const AccountMenu = dynamic(() => import('./account-menu.tsx'), { ssr: false, loading: () => <Placeholder /> });

function Placeholder() {
  return <AccountButton label={useTranslations('nav')('account')} />;
}

function Items({ className }: { className: string }) {
  const t = useTranslations('nav');
  const path = usePathname();
  const ops = useHasRole('ops');
  return PLACES.filter((place) => place.href !== '/ops' || ops).map(({ href, word, Icon }) => (
    <li key={href} className="flex-1 md:flex-none">
      <NavLink
        href={href}
        prefetch={null}
        aria-current={path.startsWith(href) ? 'page' : undefined}
        className={clsx(ITEM, className)}
      >
        <span className="flex h-7 w-12 items-center justify-center rounded-full transition-colors duration-100 group-hover:bg-hover group-aria-[current=page]:bg-selected">
          <Icon size={20} strokeWidth={1.75} aria-hidden />
        </span>
        {t(word)}
      </NavLink>
    </li>
  ));
}

/** Left edge, from 900 px. */
export function NavRail() {
  const t = useTranslations('nav');
  return (
    <nav
      aria-label={t('main')}
      className="hidden w-[76px] shrink-0 flex-col items-center border-r border-line bg-panel py-3 md:flex"
    >
      <Logo size={30} />
      <ul className="mt-5 flex flex-col gap-1.5">
        <Items className="h-14 w-15" />
      </ul>
      <div className="mt-auto flex flex-col items-center gap-1.5">
        <NumberMark />
        <AccountMenu side="right">
          <AccountButton label={t('account')} />
        </AccountMenu>
      </div>
    </nav>
  );
}

/** Bottom edge, below 900 px; steps aside while a thread is open. */
export function BottomBar() {
  const t = useTranslations('nav');
  return (
    <nav
      aria-label={t('main')}
      data-bottom-bar
      className="shrink-0 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex h-15 items-center px-2">
        <Items className="h-14 w-full" />
        <li className="flex-1">
          <AccountMenu side="top">
            <AccountButton label={t('account')} />
          </AccountMenu>
        </li>
      </ul>
    </nav>
  );
}
