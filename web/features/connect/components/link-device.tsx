'use client';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Failure } from '../../../components/ui/states.tsx';
import { useLive } from '../../../lib/live/store.ts';
import { wholeSeconds } from '../../../lib/time.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { usePairing, useSeenAt } from '../hooks/use-pairing.ts';
import { grouped } from '../lib/guide.ts';
import { ConfirmAgent } from './confirm-agent.tsx';
import { CopyButton } from './copy-button.tsx';
import { Renew } from './renew.tsx';

const Qr = dynamic(() => import('./qr.tsx'), { ssr: false });

/** What to scan or to type, once an owner has said that the computer is theirs. */
export function LinkDevice({ number }: { number: NumberStatus }) {
  return number.agent?.confirmed ? <Fresh number={number} /> : <ConfirmAgent number={number} />;
}

function Fresh({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect');
  const { data, error, refetch } = usePairing(number);
  const connected = useLive((store) => store.connection.state === 'open' || store.connection.state === 'connecting');
  const now = useNow(1_000);
  const times = useTimes();
  const seenAt = useSeenAt(number.pairing?.at ?? 0);
  const pairing = data?.pairing ?? null;
  if (error && !pairing)
    return <Failure compact title={t('pairingFailed')} error={error} onRetry={() => void refetch()} />;
  const isOver = number.pairing === undefined || !connected;
  const age = isOver
    ? t('awaiting')
    : t('codeAge', { number: number.pairing?.number ?? 1, time: times.duration(wholeSeconds(now - seenAt)) });
  const kind = number.channel?.state === 'pairing_code' ? 'code' : 'qr';
  return (
    <>
      <div className="flex flex-col items-center gap-5 md:flex-row md:items-start md:gap-7">
        <div className="flex flex-col items-center gap-2">
          {kind === 'qr' ? <QrFrame pairing={pairing} isOver={isOver} /> : <Code pairing={pairing} isOver={isOver} />}
          <p className="tabular text-meta text-muted">{age}</p>
          <p role="status" className="sr-only">
            {isOver || !pairing ? '' : t('newCode', { number: pairing.number })}
          </p>
        </div>
        <Steps kind={kind} />
      </div>
      <Renew number={number} kind={kind} />
    </>
  );
}

function QrFrame({ pairing, isOver }: { pairing: Pairing | null; isOver: boolean }) {
  const t = useTranslations('connect');
  return (
    <div className="size-[280px] rounded-lg border border-line bg-white" data-qr={isOver ? 'over' : 'fresh'}>
      {pairing?.kind === 'qr' ? (
        <Qr text={pairing.text} label={isOver ? t('awaiting') : t('qrLabel')} faded={isOver} />
      ) : (
        <div className="skeleton size-full" />
      )}
    </div>
  );
}

function Code({ pairing, isOver }: { pairing: Pairing | null; isOver: boolean }) {
  if (pairing?.kind !== 'code') return <div className="skeleton h-16 w-64" />;
  const code = grouped(pairing.text);
  return (
    <div className="flex flex-col items-center gap-3 rounded-lg bg-panel px-6 py-5">
      <p
        className={`font-mono text-[28px] leading-9 font-semibold tracking-widest select-all ${isOver ? 'text-muted line-through' : ''}`}
      >
        {code}
      </p>
      <CopyButton text={code} />
    </div>
  );
}

function Steps({ kind }: { kind: 'qr' | 'code' }) {
  const t = useTranslations('connect');
  const steps = [t('step.open'), t('step.menu'), t('step.link'), t(kind === 'qr' ? 'step.scan' : 'step.type')];
  return (
    <ol className="flex flex-col gap-3 md:pt-2">
      {steps.map((step, index) => (
        <li key={step} className="flex gap-3 text-list">
          <span
            aria-hidden
            className="tabular flex size-6 shrink-0 items-center justify-center rounded-full border border-strong text-meta font-semibold text-muted"
          >
            {index + 1}
          </span>
          <span className="pt-[3px]">{step}</span>
        </li>
      ))}
    </ol>
  );
}
