'use client';
import { type ReactNode, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { IntlProvider, type Messages } from 'use-intl';
import { LOCALE_KEY } from '../before-paint.ts';

export type Locale = 'pt-BR' | 'en';

const listeners = new Set<() => void>();
const loaded = new Map<Locale, Partial<Messages>>();

const savedLocale = (): Locale => (localStorage.getItem(LOCALE_KEY) === 'en' ? 'en' : 'pt-BR');

const load = async (locale: Locale): Promise<void> => {
  const module = locale === 'en' ? await import('../../messages/en.json') : await import('../../messages/pt-BR.json');
  loaded.set(locale, module.default);
};

const announce = (): void => {
  for (const listener of listeners) listener();
};

/** Loads the words first, so that the screen changes language in one step. */
export const setLocale = async (locale: Locale): Promise<void> => {
  await load(locale);
  localStorage.setItem(LOCALE_KEY, locale);
  announce();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSavedLocale = (): Locale => useSyncExternalStore(subscribe, savedLocale, () => 'pt-BR');

const useIsoLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * `messages` are the prerendered Portuguese ones: all of them, or on pages that must stay small the few they use. Another
 * language is fetched once and swapped in.
 */
export function LocaleProvider({ messages, children }: { messages: Partial<Messages>; children: ReactNode }) {
  const wanted = useSavedLocale();
  const [, rerender] = useState(0);
  const ready = wanted === 'pt-BR' || loaded.has(wanted);
  const locale: Locale = ready ? wanted : 'pt-BR';

  useEffect(() => {
    if (ready) return;
    load(wanted).then(
      () => rerender((n) => n + 1),
      () => delete document.documentElement.dataset['localePending'],
    );
  }, [ready, wanted]);

  useIsoLayoutEffect(() => {
    document.documentElement.lang = locale;
    if (ready) delete document.documentElement.dataset['localePending'];
  }, [locale, ready]);

  const timeZone =
    typeof window === 'undefined' ? 'America/Sao_Paulo' : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <IntlProvider locale={locale} messages={loaded.get(locale) ?? messages} timeZone={timeZone} onError={reportMissing}>
      {children}
    </IntlProvider>
  );
}

const reportMissing = (error: Error): void => {
  if (process.env.NODE_ENV !== 'production') console.error(error);
};
