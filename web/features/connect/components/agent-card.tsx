'use client';
import type { PairingCodeResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { useMutation } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type * as z from 'zod/mini';
import { useTranslations } from 'use-intl';
import { Segmented } from '../../../components/ui/segmented.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Failure } from '../../../components/ui/states.tsx';
import { api } from '../../../lib/api.ts';
import { useHasRole } from '../../../lib/session.tsx';
import { countdown, wholeSeconds } from '../../../lib/time.ts';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { agentCommand, type Way } from '../lib/guide.ts';
import { Card } from './card.tsx';
import { CopyButton } from './copy-button.tsx';

const TONE = { online: 'ok', offline: 'bad', never: 'wait' } as const;

const WAYS: readonly Way[] = ['terminal', 'service', 'docker'];

/** The program that keeps WhatsApp open, and how to give it this number. */
export function AgentCard({ number }: { number: NumberStatus }) {
  const t = useTranslations('connect');
  const now = useNow(5_000);
  const times = useTimes();
  const mayConnect = useHasRole('owner');
  const { agent, link, linkSince } = number;
  return (
    <Card
      title={t('agent.title')}
      tone={TONE[link]}
      status={t(`agent.${link}`)}
      note={linkSince === null ? undefined : t('since', { time: times.duration(wholeSeconds(now - linkSince)) })}
    >
      {agent ? (
        <p className="text-list break-words text-muted">
          {t('agentIs', { host: agent.host ?? 'none', version: agent.version ?? 'none' })}
        </p>
      ) : null}
      {link === 'online' ? null : (
        <>
          <p className="text-list text-muted">{t(`agent.${link}Hint`)}</p>
          {mayConnect ? <NewCode number={number} /> : <p className="text-list text-muted">{t('onlyOwner')}</p>}
        </>
      )}
    </Card>
  );
}

function NewCode({ number: { numberId, link } }: { number: NumberStatus }) {
  const t = useTranslations('connect');
  const now = useNow(1_000);
  const code = useMutation({
    mutationFn: () => api.post<z.infer<typeof PairingCodeResponse>>(`/api/whatsapp/numbers/${numberId}/pairing-code`),
  });
  const left = code.data ? code.data.expiresAt - now : 0;
  return (
    <>
      {code.data && left > 0 ? <Command code={code.data.code} left={left} /> : null}
      {code.isError ? <Failure compact title={t('agent.makeFailed')} error={code.error} /> : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button
          variant={code.data || link === 'offline' ? 'secondary' : 'primary'}
          busy={code.isPending}
          onClick={() => code.mutate()}
        >
          {code.data ? t('agent.again') : t('agent.make')}
        </Button>
        {link === 'offline' ? <p className="min-w-48 flex-1 text-meta text-muted">{t('agent.replaces')}</p> : null}
      </div>
    </>
  );
}

function Command({ code, left }: { code: string; left: number }) {
  const t = useTranslations('connect');
  const [way, setWay] = useState<Way>('terminal');
  const command = agentCommand(way, location.origin, code);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <p className="font-mono text-head font-semibold tracking-widest select-all">{code}</p>
        <p className="tabular text-meta text-muted">{t('agent.expiresIn', { time: countdown(left) })}</p>
      </div>
      <div className="self-start">
        <Segmented
          label={t('way.label')}
          value={way}
          onChange={setWay}
          options={WAYS.map((value) => ({ value, label: t(`way.${value}`) }))}
        />
      </div>
      <p className="text-list text-muted">{t(`ways.${way}`)}</p>
      <div className="flex flex-col items-start gap-3 rounded-lg bg-panel p-3 sm:flex-row">
        <code className="w-full min-w-0 flex-1 font-mono text-meta select-all">
          {command.split('\n').map((line) => (
            <CommandLine key={line} line={line} />
          ))}
        </code>
        <CopyButton text={command} />
      </div>
    </div>
  );
}

/** A command that breaks between its words alone, for a dash at the end of a line would be read as part of it. */
function CommandLine({ line }: { line: string }) {
  return (
    <span className="block pl-4 -indent-4">
      {line.split(' ').map((word, n) => (
        <Fragment key={word}>
          {n > 0 ? ' ' : null}
          <span className="inline-block max-w-full indent-0 break-all">{word}</span>
        </Fragment>
      ))}
    </span>
  );
}
