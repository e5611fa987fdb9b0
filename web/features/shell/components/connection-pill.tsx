'use client';
import { Check, CloudOff, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLive } from '../../../lib/live/store.ts';

const HIDDEN_FOR_MS = 1_500;
const RECOVERED_FOR_MS = 2_000;

type Shown = 'reconnecting' | 'offline' | 'version' | 'updated' | null;

/** Says when what is on the screen is not live. Quick reconnects pass unseen. */
export function ConnectionPill() {
  const t = useTranslations('connection');
  const connection = useLive((store) => store.connection);
  const [shown, setShown] = useState<Shown>(null);

  useEffect(() => {
    if (connection.state === 'connecting') return;
    if (connection.state === 'open') {
      setShown((now) => (now ? 'updated' : null));
      const timer = setTimeout(() => setShown(null), RECOVERED_FOR_MS);
      return () => clearTimeout(timer);
    }
    const next: Shown =
      connection.state === 'halted' ? (connection.why === 'version' ? 'version' : null) : connection.state;
    const timer = setTimeout(() => setShown(next), connection.state === 'halted' ? 0 : HIDDEN_FOR_MS);
    return () => clearTimeout(timer);
  }, [connection]);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-3 z-30 flex justify-center">
      {shown ? (
        <div className="animate-rise pointer-events-auto flex items-center gap-2 rounded-full bg-fg px-3.5 py-1.5 text-list font-medium text-bg shadow-overlay">
          {shown === 'updated' ? (
            <Check size={15} aria-hidden />
          ) : shown === 'offline' ? (
            <CloudOff size={15} aria-hidden />
          ) : (
            <RefreshCw size={14} className={shown === 'reconnecting' ? 'animate-spin' : ''} aria-hidden />
          )}
          {t(shown)}
          {shown === 'version' ? (
            <button
              type="button"
              className="min-h-6 rounded underline underline-offset-2"
              onClick={() => location.reload()}
            >
              {t('reload')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
