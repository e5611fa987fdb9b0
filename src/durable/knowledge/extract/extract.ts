import type { FailureCode } from '@oconnector/protocol/model/knowledge.ts';
import { err, ok, type Result } from '../../../lib/result.ts';
import { readCsv } from './csv.ts';
import { decodeText, looksLikeText } from './decode.ts';
import { readHtml } from './html.ts';
import { MAX_PAGES, openPdf } from './pdf.ts';
import { fits, type SourceType } from './type.ts';

/** Pages that are read between two times that what was read is stored. */
const PAGES_A_PART = 20;

/** A source that is open to be read, part by part: a part that was read is not read again. */
export type Extractor = {
  parts: number;
  /** The title that the source gives itself. */
  title: string | null;
  /** Text of a part, from 0. */
  part(index: number): Promise<string>;
  /** What it is when there is no text in it. */
  without: FailureCode;
  close(): Promise<void>;
};

const ofText = (text: string, title: string | null = null): Extractor => ({
  parts: 1,
  title,
  part: async () => text,
  without: 'empty',
  close: async () => {},
});

const ofPdf = async (bytes: Uint8Array<ArrayBuffer>): Promise<Result<Extractor, FailureCode>> => {
  const pdf = await openPdf(bytes);
  if (typeof pdf === 'string') return err(pdf);
  if (pdf.pages > MAX_PAGES) {
    await pdf.close();
    return err('too_long');
  }
  return ok({
    parts: Math.ceil(pdf.pages / PAGES_A_PART),
    title: pdf.title,
    part: async (index) => {
      const pages: string[] = [];
      const first = index * PAGES_A_PART + 1;
      for (let number = first; number < first + PAGES_A_PART && number <= pdf.pages; number++)
        pages.push(await pdf.page(number));
      return pages.join('\n\n').trim();
    },
    without: 'no_text',
    close: () => pdf.close(),
  });
};

/** What is written for machines or for nobody's eyes. */
const withoutComments = (markdown: string): string =>
  markdown.replace(/^---\n[^]{0,4000}?\n---\n/u, '').replace(/<!--[^]*?(?:-->|$)/gu, '');

/** Opens the bytes of a source. They are taken over. */
export const openSource = async (
  type: SourceType,
  bytes: Uint8Array<ArrayBuffer>,
  charset: string | null,
): Promise<Result<Extractor, FailureCode>> => {
  if (bytes.length === 0) return err('empty');
  if (!fits(type, bytes)) return err('broken');
  if (type === 'pdf') return ofPdf(bytes);
  const text = decodeText(bytes, charset).replace(/\r\n?/gu, '\n');
  if (!looksLikeText(text)) return err('broken');
  if (type === 'html') {
    const page = readHtml(text);
    return ok(ofText(page.text, page.title));
  }
  if (type === 'csv') {
    const table = readCsv(text);
    return table === null ? err('broken') : ok(ofText(table));
  }
  return ok(ofText(type === 'markdown' ? withoutComments(text) : text));
};
