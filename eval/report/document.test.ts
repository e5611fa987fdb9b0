import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { DOCUMENT, markdown, withPart } from './document.ts';
import { PARTS } from './last.ts';

it('replaces one part of a document and leaves the rest', () => {
  const text = 'a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb';
  const once = withPart(text, 'x', 'new');
  expect(once).toBe('a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb');
  expect(withPart(once, 'x', 'new')).toBe(once);
  expect(() => withPart(text, 'y', 'new')).toThrow('no part "y"');
});

it('finds its parts in docs/EVAL.md', async () => {
  const text = await readFile(DOCUMENT, 'utf8');
  for (const name of [...Object.values(PARTS), 'stages']) expect(withPart(text, name, 'new')).toContain('new');
});

it('writes a table', () => {
  expect(
    markdown([
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).toBe('| a | b |\n|---|---|\n| 1 | 2 |');
});
