'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { useLocale, useTimeZone, useTranslations } from 'use-intl';
import { clock, clockExact, dayKey, dayName, duration, fullTime, shortTime } from './time.ts';

type Ticker = { now: number; listeners: Set<() => void>; timer: ReturnType<typeof setInterval> | null };
const tickers = new Map<number, Ticker>();

const tickerOf = (everyMs: number): Ticker => {
  const found = tickers.get(everyMs) ?? { now: Date.now(), listeners: new Set<() => void>(), timer: null };
  tickers.set(everyMs, found);
  return found;
};

/** The time, renewed together for everyone who asks at that pace. */
export const useNow = (everyMs = 30_000): number => {
  const subscribe = useMemo(
    () => (listener: () => void) => {
      const ticker = tickerOf(everyMs);
      ticker.listeners.add(listener);
      ticker.timer ??= setInterval(() => {
        ticker.now = Date.now();
        for (const each of ticker.listeners) each();
      }, everyMs);
      return () => {
        ticker.listeners.delete(listener);
        if (ticker.listeners.size > 0 || ticker.timer === null) return;
        clearInterval(ticker.timer);
        ticker.timer = null;
      };
    },
    [everyMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => {
      const ticker = tickerOf(everyMs);
      if (ticker.timer === null && Date.now() - ticker.now > everyMs) ticker.now = Date.now();
      return ticker.now;
    },
    () => 0,
  );
};

export type Times = {
  short: (at: number, now: number) => string;
  day: (at: number, now: number) => string;
  dayKey: (at: number) => string;
  clock: (at: number) => string;
  exact: (at: number) => string;
  full: (at: number) => string;
  duration: (ms: number) => string;
};

/** Times in the reader's language and zone. */
export const useTimes = (): Times => {
  const locale = useLocale();
  const zone = useTimeZone() ?? 'America/Sao_Paulo';
  const t = useTranslations('time');
  return useMemo(() => {
    const words = { now: t('now'), yesterday: t('yesterday'), today: t('today') };
    return {
      short: (at, now) => shortTime(at, now, locale, zone, words),
      day: (at, now) => dayName(at, now, locale, zone, words),
      dayKey: (at) => dayKey(at, zone),
      clock: (at) => clock(at, locale, zone),
      exact: (at) => clockExact(at, locale, zone),
      full: (at) => fullTime(at, locale, zone),
      duration: (ms) => duration(ms, locale),
    };
  }, [locale, zone, t]);
};
