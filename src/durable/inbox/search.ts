import { withNinthDigit, withoutNinthDigit } from '../../lib/brazilian-mobile.ts';

/** Shortest run of digits that is looked for in phones; shorter ones are in nearly all of them. */
const MIN_PHONE_DIGITS = 3;
const MAX_WORDS = 12;

/** What a person typed into the one search box, as the store looks it up. */
export type SearchTerms = {
  /** FTS5 query over name and last text, each word a prefix; null without words. */
  words: string | null;
  /** Digits to find in phones; null when the text is not one. */
  digits: string | null;
};

/** Reads a search text. A phone is recognised in any format: it has digits and nothing that is a letter. */
export const parseSearch = (text: string): SearchTerms => {
  const words = text.toWellFormed().match(/[\p{L}\p{N}]+/gu) ?? [];
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  const isPhone = digits.length >= MIN_PHONE_DIGITS && !/\p{L}/u.test(text);
  return {
    words:
      words.length === 0
        ? null
        : words
            .slice(0, MAX_WORDS)
            .map((word) => `"${word}"*`)
            .join(' '),
    digits: isPhone ? digits : null,
  };
};

/** A phone as its digits with and without the ninth digit, for finding any part of either. */
export const phoneDigits = (e164: string | null): string => {
  if (e164 === null) return '';
  const full = withNinthDigit(e164);
  return [full, withoutNinthDigit(full)]
    .filter((form) => form !== null)
    .map((form) => form.slice(1))
    .join(' ');
};
