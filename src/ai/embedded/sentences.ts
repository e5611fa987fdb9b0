/** A sentence of a passage; `text.slice(start, end)` is verbatim. */
export type Sentence = { text: string; start: number; end: number };

/** Abbreviations that end in a dot without ending a sentence, folded to lower case. */
const ABBREVIATION =
  /(?:^|[\s(])(?:av|al|r|rod|trav|pça|pca|dr|dra|sr|sra|srta|prof|profa|n|nº|no|tel|cel|ex|etc|art|pág|pag|apto|ap|cj|jd|vl|min|máx|max|ltda|st|mr|mrs|ms)\.$/iu;
const BULLET = /^\s*[-*•–]\s+/u;
const NUMBERED = /^\s*(\d{1,2})[.)]\s+\S/u;
/** A line that ends so goes on in the next one, however short it is: `R$`, `até as`. */
const UNFINISHED = /(?:[$€]|(?:^|\s)(?:a|à|ao|as|às|até|com|da|de|do|e|em|for|n[º°]|o|ou|para|por|to))\s*$/iu;
/** A line this long may be wrapped text rather than an item of a list. */
const WRAPPED_LINE = 60;
/** Items of a list stay together up to this many characters: one opening hour without the others misleads. */
const MAX_LIST = 220;

const ENDED = /[.!?…:;]["”)]*\s*$/u;

/**
 * Where the lines begin that are items of a numbered list: `1.` after a line that has ended, then each next number. Any other
 * number at the beginning of a line, such as a price that was wrapped, belongs to its sentence.
 */
const numberedItems = (text: string): ReadonlySet<number> => {
  const items = new Set<number>();
  let start = 0;
  let before = '';
  let last = 0;
  for (const line of text.split('\n')) {
    const number = Number(NUMBERED.exec(line)?.[1] ?? Number.NaN);
    const opens = number === 1 && (before.trim() === '' || ENDED.test(before));
    if (opens || (number === last + 1 && last > 0 && !UNFINISHED.test(before))) {
      items.add(start);
      last = number;
    }
    start += line.length + 1;
    before = line;
  }
  return items;
};

const lineEndsSentence = (line: string, next: string): boolean => {
  if (BULLET.test(next) || next.trim() === '' || line.trim() === '' || ENDED.test(line)) return true;
  return line.trim().length < WRAPPED_LINE && !UNFINISHED.test(line);
};

const boundariesIn = (text: string): number[] => {
  const boundaries: number[] = [];
  const items = numberedItems(text);
  for (const match of text.matchAll(/\n|(?<![.!?…])[.!?…]+["”)]*(?=\s)/gu)) {
    const end = match.index + match[0].length;
    const rest = text.slice(end);
    const lineStart = match.index === 0 ? 0 : text.lastIndexOf('\n', match.index - 1) + 1;
    if (match[0] === '\n') {
      if (items.has(end) || lineEndsSentence(text.slice(lineStart, match.index), rest.split('\n', 1)[0] ?? ''))
        boundaries.push(end);
    } else {
      const next = rest.trimStart()[0] ?? '';
      const goesOn = /\p{Ll}/u.test(next) || ABBREVIATION.test(text.slice(Math.max(0, end - 8), end));
      // The dot of `1. Primeiro` belongs to the item's number.
      const numeral = items.has(lineStart) && /^\s*\d{1,2}\.$/u.test(text.slice(lineStart, end));
      if (!goesOn && !numeral) boundaries.push(end);
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

const isItem = (sentence: Sentence): boolean =>
  BULLET.test(sentence.text) || NUMBERED.test(sentence.text) || !/[.!?…]["”)]*$/u.test(sentence.text);

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
    if (sameList)
      sentences[sentences.length - 1] = { text: text.slice(last.start, next.end), start: last.start, end: next.end };
    else sentences.push(next);
  }
  return sentences;
};

/** Marks of Markdown; between the halves of what reads as a number they stay, or two numbers would become one. */
const MARKS = /(?:\*\*|__|`)+/gu;
const withoutMarks = (line: string): string =>
  line.replace(MARKS, (marks, at: number) =>
    /[\p{N}.,:]$/u.test(line.slice(0, at)) && /^[\p{N}.,:]/u.test(line.slice(at + marks.length)) ? marks : '',
  );
const LINK = /(?<![\p{N}.,:])\[([^\][]+)\]\(([^\s)]+)\)(?![.,:]?\p{N})/gu;

/** A quote as WhatsApp shows it: bullets and Markdown marks off; its words, and above all its numbers, are untouched. */
export const plainText = (quote: string): string =>
  quote
    .split('\n')
    .map((line) =>
      withoutMarks(line.replace(BULLET, '').replace(/^#{1,6}\s+/u, ''))
        .replace(LINK, '$1: $2')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
