'use client';
import type { Why } from '@oconnector/protocol/model/inspector.ts';
import { useTranslations } from 'use-intl';
import { countdown, wholeSeconds } from '../lib/time.ts';
import { useNow, useTimes } from '../lib/use-time.ts';

/** One sentence: why the bot is silent, or what it waits for. */
export function WhySentence({ why }: { why: Why }) {
  const t = useTranslations('why');
  const now = useNow(1_000);
  const times = useTimes();
  const ago = (at: number): string => times.duration(wholeSeconds(now - at));
  switch (why.because) {
    case 'human':
      return why.via === 'phone'
        ? t('humanPhone', {
            until: why.until === null ? 'none' : 'set',
            time: why.until === null ? '' : countdown(why.until - now),
          })
        : t('human', {
            name: why.name,
            until: why.until === null ? 'none' : 'set',
            time: why.until === null ? '' : countdown(why.until - now),
          });
    case 'paused':
      return t('paused', { reason: why.reason });
    case 'debounce':
      return t('debounce', { count: why.messages, time: times.duration(wholeSeconds(why.until - now)) });
    case 'thinking':
      return t('thinking', { attempt: why.attempt, time: ago(why.since) });
    case 'retry':
      return t('retry', { error: why.error, time: times.duration(wholeSeconds(why.until - now)) });
    case 'number_offline':
      return t('numberOffline', {
        count: why.commands,
        time: why.since === null ? '' : ago(why.since),
        known: why.since === null ? 'no' : 'yes',
      });
    case 'delivering':
      return t('delivering', { count: why.commands, time: ago(why.since) });
    case 'unknown_outcome':
      return t('unknownOutcome', { count: why.commands });
    case 'answered':
      return t('answered', { time: ago(why.at) });
    case 'nothing_to_answer':
      return t('nothing');
  }
}
