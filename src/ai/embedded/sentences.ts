/** A sentence of a passage; `text.slice(start, end)` is verbatim. */
export type Sentence = { text: string; start: number; end: number };

/** Abbreviations that end in a dot without ending a sentence, folded to lower case. */
const ABBREVIATION = /(?:^|[\s(])(?:av|al|r|rod|trav|pça|pca|dr|dra|sr|sra|srta|prof|profa|n|nº|no|tel|cel|ex|etc|art|pág|pag|apto|ap|cj|jd|vl|min|máx|max|ltda|st|mr|mrs|ms)\.$/iu;
const BULLET = /^\s*(?:[-*•–]|\d{1,2}[.)])\s+/u;
/** A line this long may be wrapped text rather than an item of a list. */
const WRAPPED_LINE = 60;
/** Items of a list stay together up to this many characters: one opening hour without the others misleads. */
const MAX_LIST = 220;

const lineEndsSentence = (line: string, next: string): boolean =>
  BULLET.test(next) || next.trim() === '' || line.trim() === '' || /[.!?…:;]["”)]*\s*$/u.test(line) || line.trim().length < WRAPPED_LINE;

const boundariesIn = (text: string): number[] => {
  const boundaries: number[] = [];
  for (const match of text.matchAll(/\n|[.!?…]+["”)]*(?=\s)/gu)) {
    const end = match.index + match[0].length;
    const rest = text.slice(end);
    if (match[0] === '\n') {
      const line = text.slice(text.lastIndexOf('\n', match.index - 1) + 1, match.index);
      if (lineEndsSentence(line, rest.split('\n', 1)[0] ?? '')) boundaries.push(end);
    } else {
      const next = rest.trimStart()[0] ?? '';
      const goesOn = /\p{Ll}/u.test(next) || ABBREVIATION.test(text.slice(Math.max(0, end - 8), end));
      // `1. Primeiro` at the start of a line is a bullet, not a sentence.
      const bullet = /(?:^|\n)\s*\d{1,2}\.$/u.test(text.slice(Math.max(0, end - 6), end));
      if (!goesOn && !bullet) boundaries.push(end);
    }
  }
  return [...boundaries, text.length];
};

const trimmed = (text: string, start: number, end: number): Sentence | null => {
  const raw = text.slice(start, end);
  const body = raw.trim();
  if (body === '') return null;
  const from = start + (raw.length - raw.trimStart().length);
  return { text: body, start: from, end: from + body.length };
};

const isItem = (sentence: Sentence): boolean => BULLET.test(sentence.text) || !/[.!?…]["”)]*$/u.test(sentence.text);

/** Splits a passage into sentences; the items of a short list, with the line that opens it, are one. */
export const splitSentences = (text: string): Sentence[] => {
  const sentences: Sentence[] = [];
  let start = 0;
  for (const end of boundariesIn(text)) {
    const next = trimmed(text, start, end);
    start = end;
    if (next === null) continue;
    const last = sentences.at(-1);
    const sameList = last !== undefined && isItem(last) && isItem(next) && next.end - last.start <= MAX_LIST;
    if (sameList) sentences[sentences.length - 1] = { text: text.slice(last.start, next.end), start: last.start, end: next.end };
    else sentences.push(next);
  }
  return sentences;
};

/** A quote as WhatsApp shows it: bullets and Markdown marks off, wrapped lines joined; the words are untouched. */
export const plainText = (quote: string): string =>
  quote
    .split('\n')
    .map((line) => line.replace(BULLET, '').replace(/^#{1,6}\s+/u, '').replace(/\*\*|__|`/gu, '').replace(/\[([^\]]+)\]\((\S+?)\)/gu, '$1: $2').trim())
    .filter((line) => line !== '')
    .join('\n');
