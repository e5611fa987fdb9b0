'use client';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { IntlProvider, type Messages, useLocale, useMessages } from 'use-intl';

/**
 * Words that one page needs and the others need not carry, beside those of every page. Portuguese comes with the page;
 * English is fetched once, and until then nothing is shown.
 */
export function MoreWords({
  portuguese,
  english,
  children,
}: {
  portuguese: Partial<Messages>;
  english: () => Promise<Partial<Messages>>;
  children: ReactNode;
}) {
  const locale = useLocale();
  const common = useMessages();
  const [fetched, setFetched] = useState<Partial<Messages> | null>(null);
  const isMissing = locale === 'en' && fetched === null;
  useEffect(() => {
    if (isMissing) english().then(setFetched, () => setFetched(portuguese));
  }, [isMissing, english, portuguese]);
  const own = locale === 'en' ? fetched : portuguese;
  const messages = useMemo(() => ({ ...common, ...own }), [common, own]);
  if (own === null) return null;
  return (
    <IntlProvider locale={locale} messages={messages}>
      {children}
    </IntlProvider>
  );
}
