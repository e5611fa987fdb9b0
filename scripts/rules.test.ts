import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const RULE = /\b([DTCPNMLKH]\d{1,2})\b/g;

const rules = [...readFileSync(join(ROOT, 'docs/RULES.md'), 'utf8').matchAll(/^- \*\*([DTCPNMLKH]\d+)\*\*/gm)].map(
  ([, id]) => id,
);

// Not asked of git: in a folder of another user, or unpacked from an archive, it has no answer.
const FOREIGN = new Set(['node_modules', 'dist', 'out', '.next', '.git']);

const cited = (): Set<string> => {
  const files = globSync('**/*.test.{ts,tsx}', { cwd: ROOT, exclude: (name) => FOREIGN.has(basename(name)) });
  const names = files
    .filter((file) => !file.endsWith('rules.test.ts'))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, file), 'utf8').matchAll(
        /\b(?:it|test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])([\s\S]*?)\1/g,
      ),
    ])
    .map(([, , name]) => name ?? '');
  return new Set(names.flatMap((name) => [...name.matchAll(RULE)].map(([, id]) => id ?? '')));
};

it('gives every rule one number', () => {
  expect(new Set(rules).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThan(30);
});

it('has a test for every rule', () => {
  const proved = cited();
  expect(rules.filter((rule) => !proved.has(rule ?? ''))).toEqual([]);
});

it('knows every rule that a test cites', () => {
  expect([...cited()].filter((rule) => !rules.includes(rule))).toEqual([]);
});
