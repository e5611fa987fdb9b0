import { isBomb } from './pdf-bomb.ts';

/** Pages that are read: two times what MAX_SOURCE_CHARACTERS fills. */
export const MAX_PAGES = 1_000;

/** An opened PDF. */
export type Pdf = {
  pages: number;
  title: string | null;
  /** Text of a page, from 1. */
  page(number: number): Promise<string>;
  close(): Promise<void>;
};

export type PdfRefusal = 'bomb' | 'encrypted' | 'broken';

/** Of pdf.js' text items, what is read here. */
type Item = { str: string; hasEOL: boolean; transform: number[]; height: number };

/** Lines of a page with the height at which each stands. */
const linesOf = (items: readonly Item[]): { text: string; y: number; height: number }[] => {
  const lines: { text: string; y: number; height: number }[] = [];
  let text = '';
  let y = 0;
  let height = 0;
  for (const item of items) {
    if (text === '') y = item.transform[5] ?? 0;
    text += item.str;
    height = Math.max(height, item.height);
    if (!item.hasEOL) continue;
    lines.push({ text: text.replace(/\s+/gu, ' ').trim(), y, height });
    [text, height] = ['', 0];
  }
  return text.trim() === '' ? lines : [...lines, { text: text.replace(/\s+/gu, ' ').trim(), y, height }];
};

/** A line that goes on in the next: it is nearly full, and ends in no way that ends a line. */
const goesOn = (line: string, next: string, width: number): boolean =>
  line.length >= 0.6 * width && !/[.:!?;]$/u.test(line) && !/^(?:[-•*–]|\d{1,3}[.)])\s/u.test(next);

/** The lines of a page as paragraphs: where more than a line's height is left between two, or a line stops short, one ends. */
const paragraphs = (items: readonly Item[]): string => {
  const lines = linesOf(items).filter(({ text }) => text !== '');
  const width = Math.max(0, ...lines.map(({ text }) => text.length));
  return lines
    .map(({ text, y, height }, i) => {
      const next = lines[i + 1];
      if (next === undefined) return text;
      if (Math.abs(y - next.y) > 1.9 * Math.max(height, next.height, 1)) return `${text}\n\n`;
      if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(next.text)) return text.slice(0, -1);
      return goesOn(text, next.text, width) ? `${text} ` : `${text}\n`;
    })
    .join('');
};

const refusalOf = (error: unknown): PdfRefusal =>
  error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'broken';

/** Opens a PDF; its bytes are taken over. pdf.js (1.6 MB) is loaded when the first one comes. */
export const openPdf = async (bytes: Uint8Array<ArrayBuffer>): Promise<Pdf | PdfRefusal> => {
  if (await isBomb(bytes)) return 'bomb';
  const { getDocumentProxy } = await import('unpdf');
  try {
    const pdf = await getDocumentProxy(bytes, { verbosity: 0, stopAtErrors: false });
    const { info } = await pdf.getMetadata();
    const title = (info as { Title?: unknown }).Title;
    return {
      pages: pdf.numPages,
      title: typeof title === 'string' && title.trim() !== '' ? title.trim() : null,
      page: async (number) => {
        const page = await pdf.getPage(number);
        const { items } = await page.getTextContent();
        page.cleanup();
        return paragraphs(items.flatMap((item) => ('str' in item ? [item] : [])));
      },
      close: () => pdf.loadingTask.destroy(),
    };
  } catch (error) {
    return refusalOf(error);
  }
};
