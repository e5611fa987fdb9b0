'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';
import { Failure } from '../../../components/ui/states.tsx';
import { api } from '../../../lib/api.ts';
import { toast } from '../../../lib/toast.ts';
import { wholeSeconds } from '../../../lib/time.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';

/** Before anything links a device: is that computer ours, and is its risk taken. The server keeps the answer. */
export function ConfirmAgent({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect');
  const now = useNow(5_000);
  const times = useTimes();
  const { agent, linkSince } = number;
  const answer = useMutation({
    mutationFn: (isOurs: boolean) =>
      api.post(`/api/whatsapp/numbers/${number.numberId}/agent`, { agentId: agent?.id ?? '', isOurs }),
    onSuccess: (_, isOurs) => {
      if (!isOurs) toast('info', t('confirm.refused'));
    },
  });
  const time = times.duration(wholeSeconds(now - (linkSince ?? now)));
  return (
    <div className="flex flex-col gap-4">
      <p className="text-list text-muted">
        <strong className="font-semibold break-words text-fg">
          {t('confirm.agent', { host: agent?.host ?? 'none' })}
        </strong>{' '}
        {t('confirm.took', { time })}
      </p>
      <p className="flex gap-2 rounded-lg bg-warn-bg p-3 text-list text-warn">
        <TriangleAlert size={16} className="mt-px shrink-0" aria-hidden />
        {t('risk')}
      </p>
      {answer.isError ? <Failure compact title={t('confirm.failed')} error={answer.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          busy={answer.isPending && answer.variables}
          disabled={answer.isPending}
          onClick={() => answer.mutate(true)}
        >
          {t('confirm.yes')}
        </Button>
        <Button
          variant="danger"
          busy={answer.isPending && !answer.variables}
          disabled={answer.isPending}
          onClick={() => answer.mutate(false)}
        >
          {t('confirm.no')}
        </Button>
      </div>
    </div>
  );
}
