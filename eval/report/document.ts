import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.ts';

export const DOCUMENT = join(ROOT, 'docs/EVAL.md');

const marks = (name: string): [string, string] => [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];

/** A Markdown table; the first row is its head. */
export const markdown = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return [head, `|${'---|'.repeat(rows[0]?.length ?? 0)}`, ...body].join('\n');
};

/** The text with the part `name` replaced. Throws when the marks are not there. Pure. */
export const withPart = (text: string, name: string, part: string): string => {
  const [begin, end] = marks(name);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/EVAL.md has no part "${name}"`);
  return `${text.slice(0, from + begin.length)}\n\n${part.trim()}\n\n${text.slice(to)}`;
};

/** Writes one part of docs/EVAL.md, and nothing else of it. */
export const writePart = async (name: string, part: string): Promise<void> =>
  writeFile(DOCUMENT, withPart(await readFile(DOCUMENT, 'utf8'), name, part));
