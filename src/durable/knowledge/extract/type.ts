import { HEAD_BYTES, sniff } from '../../../lib/file-type.ts';

/** What a source is read as. */
export type SourceType = 'text' | 'markdown' | 'csv' | 'html' | 'pdf';

const BY_NAME: Record<string, SourceType> = {
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  csv: 'csv',
  tsv: 'csv',
  html: 'html',
  htm: 'html',
  pdf: 'pdf',
};

/** What an address may answer with, and how that is read. */
export const BY_CONTENT_TYPE: Record<string, SourceType> = {
  'text/plain': 'text',
  'text/markdown': 'markdown',
  'text/csv': 'csv',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/pdf': 'pdf',
};

/** By the name of a file; null for what is not read. */
export const typeOfName = (fileName: string): SourceType | null => {
  const [, extension = ''] = /\.([^.]+)$/u.exec(fileName.toLowerCase()) ?? [];
  return BY_NAME[extension] ?? null;
};

/** Whether bytes begin as their type does: no PDF that is none, no archive that calls itself a text. */
export const fits = (type: SourceType, bytes: Uint8Array): boolean => {
  const found = sniff(bytes.subarray(0, HEAD_BYTES));
  // A PDF may begin a little later than at its first byte (ISO 32000-1, annex H.3.4.1).
  if (type === 'pdf') return new TextDecoder('latin1').decode(bytes.subarray(0, 1_024)).includes('%PDF-');
  // UTF-16's mark looks like the beginning of MPEG audio.
  return found === null || bytes[0] === 0xff;
};
