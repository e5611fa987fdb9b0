// JavaScript that a browser loads before it shows a route, in KB after gzip -9, against what we allow ourselves.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { pagesOf } from './headers.ts';

/** UX.md §3: login 150, inbox 230, the others 190; `ops` may load 35 more later. */
const BUDGET: Record<string, number> = {
  login: 150,
  start: 150,
  index: 150,
  '404': 150,
  '_not-found': 150,
  inbox: 230,
  kit: 230,
};
const OTHERS = 190;

/** Scripts of a page that a current browser fetches: those with `noModule` are for others. */
export const scriptsOf = (html: string): string[] => [
  ...new Set(
    [...html.matchAll(/<script\b([^>]*)>/gu)].flatMap(([, attributes = '']) => {
      const src = /\ssrc="([^"]+)"/u.exec(attributes)?.[1];
      return src && !/\snomodule/iu.test(attributes) ? [src.split('?')[0] ?? src] : [];
    }),
  ),
];

/** Prints a line per route; false when one is over. */
export const checkBudget = (out: string): boolean => {
  let fine = true;
  for (const page of pagesOf(out)) {
    const route = page.replace(/\.html$/u, '');
    const bytes = scriptsOf(readFileSync(join(out, page), 'utf8')).reduce(
      (sum, src) => sum + gzipSync(readFileSync(join(out, src)), { level: 9 }).length,
      0,
    );
    const budget = BUDGET[route] ?? OTHERS;
    const kb = bytes / 1024;
    const over = kb > budget;
    fine &&= !over;
    process.stdout.write(`${over ? '✗' : '✓'} ${route.padEnd(12)} ${kb.toFixed(1).padStart(6)} KB of ${budget}\n`);
  }
  return fine;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = join(dirname(dirname(fileURLToPath(import.meta.url))), 'out');
  if (!checkBudget(out)) process.exitCode = 1;
}
