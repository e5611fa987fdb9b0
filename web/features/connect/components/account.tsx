'use client';
import type { NumberAccount, NumberStatus } from '@oconnector/protocol/model/number.ts';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { useHasRole } from '../../../lib/session.tsx';

const LogOut = dynamic(() => import('./log-out.tsx'), { ssr: false });

/** Whose WhatsApp is linked, and the way out. */
export function Account({ number, account }: { number: NumberStatus; account: NumberAccount }) {
  const t = useTranslations('connect.logOut');
  const mayConnect = useHasRole('owner');
  const [leaving, setLeaving] = useState(false);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-lg bg-panel px-4 py-3">
      <div className="min-w-0">
        <p className="truncate text-body font-medium">{account.name || number.name}</p>
        <p className="tabular text-list text-muted">{account.phone}</p>
      </div>
      {mayConnect ? (
        <Button size="sm" variant="danger" onClick={() => setLeaving(true)}>
          {t('open')}
        </Button>
      ) : null}
      {leaving ? <LogOut number={number} account={account} onClose={() => setLeaving(false)} /> : null}
    </div>
  );
}
