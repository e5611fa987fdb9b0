/** A piece of a document, before it has an id. `start` and `end` are UTF-16 offsets into the document's text. */
export type Piece = { title: string; text: string; start: number; end: number };

/** Characters a passage aims at: what fits a few sentences, and what a citation can show. */
const TARGET = 600;
/** Paragraphs shorter than this join their neighbour under the same heading: alone they lack their subject. */
const SHORT = 120;
const MAX_TITLE = 200;

type Line = { text: string; start: number; end: number };
type Block = { title: string; start: number; end: number; whole: boolean };

const linesOf = (text: string): Line[] =>
  [...text.matchAll(/[^\n]*(?:\n|$)/gu)]
    .filter(([line]) => line !== '')
    .map((match) => ({ text: match[0].trim(), start: match.index, end: match.index + match[0].trimEnd().length }));

const BOLD_HEADING = /^\*\*([^*]+?):?\*\*:?$/u;
const QUESTION_LABEL = /^(?:p|q|pergunta|pregunta|question)\s*[:.)-]\s*(.+)$/iu;
const ANSWER_LABEL = /^(?:r|a|resposta|respuesta|answer)\s*[:.)-]\s*/iu;

/** The text of a `## heading ##`, or null. By hand: a pattern that looks for the end from every blank takes the square of a line. */
const hashHeading = (line: string): string | null => {
  const opening = /^#{1,6}\s/u.exec(line)?.[0];
  if (opening === undefined) return null;
  let end = line.length;
  while (end > opening.length && line[end - 1] === '#') end--;
  const text = line.slice(opening.length, end).trim();
  return text === '' ? null : text;
};

/** The heading a line is, or null. `next` tells a short line alone from the last line of a paragraph. */
const headingOf = (line: Line, previous: Line | undefined, next: Line | undefined): string | null => {
  const marked = hashHeading(line.text) ?? BOLD_HEADING.exec(line.text)?.[1];
  if (marked !== undefined) return marked;
  const alone = line.text.length <= 80 && (previous === undefined || previous.text === '') && next !== undefined;
  if (!alone || /^[-*•\d]/u.test(line.text)) return null;
  if (/^[^.!?;,]+:$/u.test(line.text) && next.text !== '') return line.text.slice(0, -1);
  const capitals = /\p{Lu}{2}/u.test(line.text) && line.text === line.text.toUpperCase();
  const bare = !/[.!?;:,]$/u.test(line.text) && next.text === '' && line.text.split(/\s+/u).length <= 7;
  return capitals || bare ? line.text : null;
};

/** The question of a question-and-answer pair that a line opens, or null. */
const questionOf = (line: Line, previous: Line | undefined, next: Line | undefined): string | null => {
  const labelled = QUESTION_LABEL.exec(line.text)?.[1];
  if (labelled !== undefined) return labelled;
  const opens = previous === undefined || previous.text === '' || ANSWER_LABEL.test(previous.text);
  const answered = next !== undefined && next.text !== '' && !next.text.endsWith('?');
  return opens && answered && line.text.endsWith('?') && line.text.length <= MAX_TITLE ? line.text : null;
};

const blocksOf = (text: string, documentTitle: string): Block[] => {
  const lines = linesOf(text);
  const blocks: Block[] = [];
  let section = documentTitle;
  let open: Block | null = null;
  const close = () => {
    if (open !== null && open.end > open.start) blocks.push(open);
    open = null;
  };
  lines.forEach((line, i) => {
    if (line.text === '') return close();
    const heading = headingOf(line, lines[i - 1], lines[i + 1]);
    const question = heading === null ? questionOf(line, lines[i - 1], lines[i + 1]) : null;
    if (heading !== null || question !== null) {
      close();
      if (heading !== null) section = heading;
      else open = { title: question ?? section, start: line.end, end: line.end, whole: true };
      return;
    }
    if (open === null) open = { title: section, start: line.start, end: line.end, whole: false };
    // The label of an answer is not part of it.
    if (open.whole && open.start === open.end)
      open.start =
        line.start +
        (text.slice(line.start, line.end).length -
          text.slice(line.start, line.end).trimStart().replace(ANSWER_LABEL, '').length);
    open.end = line.end;
  });
  close();
  return blocks;
};

const joinShort = (blocks: readonly Block[]): Block[] => {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const joins =
      last !== undefined &&
      !last.whole &&
      !block.whole &&
      last.title === block.title &&
      block.end - last.start <= TARGET &&
      Math.min(last.end - last.start, block.end - block.start) < SHORT;
    if (joins) joined[joined.length - 1] = { ...last, end: block.end };
    else joined.push(block);
  }
  return joined;
};

/** Where to cut a text that is longer than TARGET: after a sentence, else a line, else a word, else anywhere. */
const cutAt = (text: string): number => {
  const window = text.slice(0, TARGET);
  for (const boundary of [/[.!?…]\s+(?=[^.!?…]*$)/u, /\n(?=[^\n]*$)/u, /\s(?=\S*$)/u]) {
    const match = boundary.exec(window);
    if (match !== null && match.index + match[0].length >= TARGET / 3) return match.index + match[0].length;
  }
  // Never between the halves of a surrogate pair.
  return /[\ud800-\udbff]$/.test(window) ? TARGET - 1 : TARGET;
};

const splitLong = (text: string, block: Block): Piece[] => {
  const pieces: Piece[] = [];
  let start = block.start;
  while (start < block.end) {
    const rest = text.slice(start, block.end);
    const length = rest.length <= TARGET * 1.5 ? rest.length : cutAt(rest);
    const raw = text.slice(start, start + length);
    const trimmed = raw.trim();
    const from = start + raw.length - raw.trimStart().length;
    if (trimmed !== '')
      pieces.push({ title: block.title.slice(0, MAX_TITLE), text: trimmed, start: from, end: from + trimmed.length });
    start += length;
  }
  return pieces;
};

/**
 * Splits a document into passages: by headings, by question-and-answer pairs (the question becomes the title), by
 * paragraphs; short paragraphs of a section join, long ones are cut between sentences. Each `text` is verbatim
 * `document.text.slice(start, end)`.
 */
export const splitDocument = (document: { title: string; text: string }): Piece[] =>
  joinShort(blocksOf(document.text, document.title)).flatMap((block) => splitLong(document.text, block));
