'use client';
import type { ScoreEntry } from '@oconnector/protocol/model/score.ts';
import clsx from 'clsx';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useNow, useTimes } from '../../../lib/use-time.ts';
import { requestJump } from '../lib/jump-request.ts';

/** Lines shown before one asks for all. */
const FIRST = 4;

/** What moved the score, newest first; each line leads to the sentence that caused it. */
export function Ledger({ contactId, ledger }: { contactId: string; ledger: readonly ScoreEntry[] }) {
  const t = useTranslations('lead');
  const [all, setAll] = useState(false);
  const lines = ledger.toReversed();
  if (lines.length === 0) return <p className="mt-3 text-list text-muted">{t('nothingYet')}</p>;
  return (
    <>
      <h3 className="mt-4 mb-1 text-meta font-semibold text-muted">{t('why')}</h3>
      <ul className="-mx-2">
        {(all ? lines : lines.slice(0, FIRST)).map((entry) => (
          <li key={entry.id}>
            <Line contactId={contactId} entry={entry} />
          </li>
        ))}
      </ul>
      {lines.length > FIRST ? (
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="mt-1 min-h-8 rounded text-list font-medium text-primary underline-offset-4 hover:underline"
        >
          {all ? t('less') : t('more', { count: lines.length - FIRST })}
        </button>
      ) : null}
    </>
  );
}

const LINE = 'grid w-full grid-cols-[2.5rem_1fr] gap-x-2 rounded-md px-2 py-1.5 text-left';

function Line({ contactId, entry }: { contactId: string; entry: ScoreEntry }) {
  const t = useTranslations('lead');
  const { messageSeq } = entry;
  if (messageSeq === null)
    return (
      <div className={LINE}>
        <Inside entry={entry} />
      </div>
    );
  return (
    <button
      type="button"
      title={t('openSentence')}
      onClick={() => requestJump({ contactId, seq: messageSeq })}
      className={clsx(LINE, 'transition-colors duration-100 hover:bg-hover')}
    >
      <Inside entry={entry} />
    </button>
  );
}

/** What moves nothing, such as a lock or an opt-out, has no sign and no colour. */
const signed = (delta: number): { points: string; tone: string } => {
  const points = Math.round(Math.abs(delta));
  if (points === 0) return { points: '0', tone: 'text-muted' };
  return delta < 0 ? { points: `−${points}`, tone: 'text-danger' } : { points: `+${points}`, tone: 'text-primary' };
};

function Inside({ entry }: { entry: ScoreEntry }) {
  const t = useTranslations('lead');
  const times = useTimes();
  const now = useNow();
  const { delta, reason, axis, quote, by, note, at } = entry;
  const { points, tone } = signed(delta);
  return (
    <>
      <span className={clsx('text-list font-semibold tabular-nums', tone)}>{points}</span>
      <span className="min-w-0">
        <span className="block text-list">{t(`reasons.${reason}`)}</span>
        {quote === null ? null : (
          <bdi className="anytext mt-0.5 line-clamp-2 block border-l-2 border-line pl-2 text-meta text-muted">
            “{quote}”
          </bdi>
        )}
        <span className="block text-meta text-muted">
          {t(`axis.${axis}`)} · <time title={times.full(at)}>{times.short(at, now)}</time>
          {by === undefined ? '' : ` · ${by}`}
          {note === undefined ? '' : ` · ${note}`}
        </span>
      </span>
    </>
  );
}
