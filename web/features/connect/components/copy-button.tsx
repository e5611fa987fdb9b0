'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../components/ui/button.tsx';

/** Puts a text on the clipboard and says so; where there is none, the text beside it can be selected. */
export function CopyButton({ text }: { text: string }) {
  const t = useTranslations('connect');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void =>
    void navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Button
      size="sm"
      onClick={copy}
      aria-live="polite"
      icon={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    >
      {copied ? t('copied') : t('copy')}
    </Button>
  );
}
