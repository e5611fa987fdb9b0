'use client';
import type { PairingCodeResponse } from '@oconnector/protocol/api/numbers.ts';
import { useMutation } from '@tanstack/react-query';
import type * as z from 'zod/mini';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Failure } from '../../../components/ui/states.tsx';
import { api } from '../../../lib/api.ts';
import { useLive } from '../../../lib/live/store.ts';
import { countdown } from '../../../lib/time.ts';
import { useNow } from '../../../lib/use-time.ts';

/** A one-time code with which a bot agent joins a number. */
export default function ConnectDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('connect');
  const numbers = useLive((store) => store.live.numbers);
  const now = useNow(1_000);
  const code = useMutation({
    mutationFn: (numberId: string) =>
      api.post<z.infer<typeof PairingCodeResponse>>(`/api/whatsapp/numbers/${numberId}/pairing-code`),
  });
  const left = code.data ? code.data.expiresAt - now : 0;
  return (
    <Dialog open onOpenChange={onClose} title={t('title')} description={t('hint')}>
      {code.data && left > 0 ? (
        <div className="rounded-lg bg-panel p-4 text-center">
          <p className="font-mono text-head font-semibold tracking-widest select-all">{code.data.code}</p>
          <p className="tabular mt-1 text-meta text-muted">{t('expiresIn', { time: countdown(left) })}</p>
        </div>
      ) : (
        <ul className="flex flex-col gap-2">
          {Object.values(numbers).map((number) => (
            <li key={number.numberId} className="flex items-center justify-between gap-3">
              <span className="truncate">{number.name}</span>
              <Button size="sm" variant="primary" busy={code.isPending} onClick={() => code.mutate(number.numberId)}>
                {code.data ? t('again') : t('make')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {code.isError ? <Failure compact title={t('failed')} error={code.error} /> : null}
    </Dialog>
  );
}
