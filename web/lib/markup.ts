/** A piece of a WhatsApp text. Leaves keep the text as it was written, whatever characters it has. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Span[] }
  | { kind: 'code'; text: string; block: boolean }
  | { kind: 'link'; text: string; href: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof MARKS;

const isMark = (char: string | undefined): char is Mark => char === '*' || char === '_' || char === '~';
const isSpace = (char: string | undefined): boolean => char === undefined || /\s/u.test(char);
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

const URL_PATTERN = /https?:\/\/[^\s<>"`\u2028\u2029]+/giu;

const linkOf = (raw: string): { text: string; href: string } | null => {
  // Punctuation that ends a sentence is not part of the address; a closing bracket only when it was opened in it.
  let text = raw.replace(/[.,;:!?'*_~]+$/u, '');
  if (text.endsWith(')') && !text.includes('(')) text = text.slice(0, -1);
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname
    ? { text, href: url.href }
    : null;
};

const withLinks = (text: string): Span[] => {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    const link = linkOf(match[0]);
    if (!link) continue;
    if (match.index > from) spans.push({ kind: 'text', text: text.slice(from, match.index) });
    spans.push({ kind: 'link', ...link });
    from = match.index + link.text.length;
  }
  if (from < text.length) spans.push({ kind: 'text', text: text.slice(from) });
  return spans;
};

/** Finds closing marks left to right. Asked with growing positions it reads the line once, so a hostile text stays linear. */
const closerOf = (line: string, mark: Mark): ((from: number) => number) => {
  let known = -2;
  return (from) => {
    if (known === -1 || known >= from) return known;
    let at = line.indexOf(mark, from);
    while (at !== -1 && (isSpace(line[at - 1]) || isWord(line[at + 1]) || line[at - 1] === mark))
      at = line.indexOf(mark, at + 1);
    known = at;
    return at;
  };
};

/** Marks inside an address belong to the address. */
const addressSpans = (line: string): [number, number][] =>
  [...line.matchAll(URL_PATTERN)].flatMap((match): [number, number][] => {
    const link = linkOf(match[0]);
    return link ? [[match.index, match.index + link.text.length]] : [];
  });

const parseLine = (line: string, open: ReadonlySet<Mark>): Span[] => {
  const spans: Span[] = [];
  const closers = { '*': closerOf(line, '*'), _: closerOf(line, '_'), '~': closerOf(line, '~') };
  const addresses = addressSpans(line);
  let plainFrom = 0;
  let nextAddress = 0;
  for (let i = 0; i < line.length; i++) {
    while ((addresses[nextAddress]?.[1] ?? Infinity) <= i) nextAddress++;
    const address = addresses[nextAddress];
    if (address && address[0] <= i) {
      i = address[1] - 1;
      continue;
    }
    const mark = line[i];
    if (!isMark(mark) || open.has(mark) || isWord(line[i - 1]) || isSpace(line[i + 1]) || line[i + 1] === mark)
      continue;
    const end = closers[mark](i + 2);
    if (end === -1) continue;
    if (i > plainFrom) spans.push(...withLinks(line.slice(plainFrom, i)));
    spans.push({ kind: MARKS[mark], children: parseLine(line.slice(i + 1, end), new Set([...open, mark])) });
    plainFrom = end + 1;
    i = end;
  }
  if (plainFrom < line.length) spans.push(...withLinks(line.slice(plainFrom)));
  return spans;
};

const parseInline = (text: string): Span[] => {
  const spans: Span[] = [];
  // `code` within a line, then the other marks in what is left.
  for (const [index, part] of text.split(/(`[^`\n]+`)/u).entries()) {
    if (part === '') continue;
    if (index % 2 === 1) {
      spans.push({ kind: 'code', text: part.slice(1, -1), block: false });
      continue;
    }
    for (const [n, line] of part.split('\n').entries()) {
      if (n > 0) spans.push({ kind: 'text', text: '\n' });
      if (line !== '') spans.push(...parseLine(line, new Set()));
    }
  }
  return spans;
};

const merge = (spans: Span[]): Span[] => {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (span.kind === 'text' && last?.kind === 'text')
      merged[merged.length - 1] = { kind: 'text', text: last.text + span.text };
    else merged.push(span);
  }
  return merged;
};

/**
 * Reads WhatsApp's marks: `*bold*`, `_italic_`, `~struck~`, `` `code` `` and ```` ```block``` ````. A mark counts only where
 * WhatsApp counts it: at the edge of a word, closed on the same line. Only http and https addresses become links.
 */
export const parseMarkup = (text: string): Span[] =>
  merge(
    text.split(/(```[\s\S]+?```)/u).flatMap((part, index): Span[] => {
      if (part === '') return [];
      return index % 2 === 1
        ? [{ kind: 'code', text: part.slice(3, -3).replace(/^\n|\n$/gu, ''), block: true }]
        : parseInline(part);
    }),
  );

/** The text alone, without marks and on one line: for a list row. */
export const plainText = (text: string): string => {
  const flat = (spans: Span[]): string =>
    spans.map((span) => ('children' in span ? flat(span.children) : span.text)).join('');
  return flat(parseMarkup(text)).replace(/\s+/gu, ' ');
};
