import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const INLINE = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gu;

/** `sha256-…` of every inline script of a page, each once. */
export const inlineHashes = (html: string): string[] => [
  ...new Set(
    [...html.matchAll(INLINE)].map(([, body = '']) => `'sha256-${createHash('sha256').update(body).digest('base64')}'`),
  ),
];

/** Paths of the pages below `out/`, relative to it. */
export const pagesOf = (out: string): string[] =>
  readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .sort();

/** A page's content policy: its own files, its own inline scripts by hash, nothing else. */
export const policyOf = (html: string, { local }: { local: boolean }): string =>
  [
    "default-src 'self'",
    `script-src 'self' ${inlineHashes(html).join(' ')}`.trim(),
    // Radix and sonner write style attributes and elements.
    "style-src 'self' 'unsafe-inline'",
    // Files that are about to be sent, and those of the simulated phones, are shown from memory.
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    // The simulated phones answer on loopback; only the local build may reach them.
    // `blob:` because the wave of a recording is drawn from the recording itself.
    `connect-src 'self'${local ? ' ws://127.0.0.1:*' : ''} blob:`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const routeOf = (page: string): string => (page === 'index.html' ? '/' : `/${page.replace(/\.html$/u, '')}`);

/** Cloudflare cuts a `_headers` line after so many characters, which would silently drop the policy's end. */
const MAX_LINE = 2_000;

/**
 * The `_headers` file of a build. Rules of all matching paths add up: what `/*` says is the policy of the 404 page, which
 * answers every path that nobody knows, and each page takes it away (`!`) before it sets its own.
 */
export const headersFor = (out: string, options: { local: boolean }): string => {
  const policyLine = (page: string): string => {
    const line = `  Content-Security-Policy: ${policyOf(readFileSync(join(out, page), 'utf8'), options)}`;
    if (line.length > MAX_LINE)
      throw new Error(`the content policy of ${page} has ${line.length} characters, ${MAX_LINE} are kept`);
    return line;
  };
  const lines = [
    '/*',
    '  X-Content-Type-Options: nosniff',
    '  Referrer-Policy: same-origin',
    '  Cross-Origin-Opener-Policy: same-origin',
    '  X-Frame-Options: DENY',
    '  Permissions-Policy: camera=(), microphone=(self), geolocation=()',
    policyLine('404.html'),
    '/_next/static/*',
    '  Cache-Control: public, max-age=31536000, immutable',
  ];
  for (const page of pagesOf(out).filter((each) => each !== '404.html' && !each.startsWith('_'))) {
    lines.push(routeOf(page), '  ! Content-Security-Policy', policyLine(page));
  }
  return `${lines.join('\n')}\n`;
};
