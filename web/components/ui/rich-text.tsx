import { Fragment, memo, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { parseMarkup, type Span } from '../../lib/markup.ts';

const CUT_AT = 3_000;

const render = (spans: readonly Span[]): ReactNode =>
  spans.map((span, index) => {
    switch (span.kind) {
      case 'text':
        return <Fragment key={index}>{span.text}</Fragment>;
      case 'bold':
        return (
          <strong key={index} className="font-semibold">
            {render(span.children)}
          </strong>
        );
      case 'italic':
        return <em key={index}>{render(span.children)}</em>;
      case 'strike':
        return <s key={index}>{render(span.children)}</s>;
      case 'code':
        return span.block ? (
          <code key={index} className="my-1 block rounded bg-fg/8 px-2 py-1 font-mono text-list whitespace-pre-wrap">
            {span.text}
          </code>
        ) : (
          <code key={index} className="rounded bg-fg/8 px-1 font-mono text-list">
            {span.text}
          </code>
        );
      case 'link':
        return (
          <a
            key={index}
            href={span.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="underline decoration-current/50 underline-offset-2 hover:decoration-current"
          >
            {span.text}
          </a>
        );
    }
  });

/** A WhatsApp text, as elements made here. A very long one is cut until it is asked for. */
export const RichText = memo(function RichText({ text }: { text: string }) {
  const t = useTranslations('common');
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > CUT_AT * 1.2;
  return (
    <>
      <span dir="auto" className="anytext block whitespace-pre-wrap">
        {render(parseMarkup(cut ? text.slice(0, CUT_AT) : text))}
        {cut ? '…' : null}
      </span>
      {cut ? (
        <button
          type="button"
          className="mt-1 min-h-6 rounded text-list font-medium text-primary underline underline-offset-2"
          onClick={() => setWhole(true)}
        >
          {t('readMore')}
        </button>
      ) : null}
    </>
  );
});
