import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptsOf } from './budget.ts';
import { headersFor, inlineHashes, policyOf } from './headers.ts';

const PAGE = '<script>a()</script><script src="/x.js"></script><script id="y">b()</script><script>a()</script>';
const hash = (body: string): string => `'sha256-${createHash('sha256').update(body).digest('base64')}'`;

describe('the content policy', () => {
  it('names the inline scripts of the page by hash, and allows no other', () => {
    expect(inlineHashes(PAGE)).toEqual([hash('a()'), hash('b()')]);
    const policy = policyOf(PAGE, { local: false });
    expect(policy).toContain(`script-src 'self' ${hash('a()')} ${hash('b()')};`);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/u);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('reaches loopback only in the local build', () => {
    expect(policyOf(PAGE, { local: true })).toContain("connect-src 'self' ws://127.0.0.1:*");
    expect(policyOf(PAGE, { local: false })).not.toContain('ws:');
  });
});

describe('_headers', () => {
  let out = '';
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'oc-headers-'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  it('gives each page its own policy, and unknown paths that of the 404 page', () => {
    for (const [page, script] of [
      ['index', 'i()'],
      ['inbox', 'x()'],
      ['404', 'n()'],
    ])
      writeFileSync(join(out, `${page}.html`), `<script>${script}</script>`);
    const rules = headersFor(out, { local: false }).split(/^(?=\/)/mu);
    const of = (path: string): string => rules.find((rule) => rule.startsWith(`${path}\n`)) ?? '';
    expect(of('/*')).toContain(hash('n()'));
    expect(of('/')).toContain(hash('i()'));
    expect(of('/inbox')).toMatch(/! Content-Security-Policy\n {2}Content-Security-Policy: /u);
    expect(of('/inbox')).toContain(hash('x()'));
    expect(of('/_next/static/*')).toContain('immutable');
  });

  it('is refused when a line is longer than Cloudflare keeps', () => {
    writeFileSync(join(out, '404.html'), Array.from({ length: 60 }, (_, n) => `<script>${n}</script>`).join(''));
    expect(() => headersFor(out, { local: false })).toThrow(/404\.html/u);
  });
});

describe('the budget', () => {
  it('counts each script of a current browser once', () => {
    expect(
      scriptsOf(
        '<script src="/a.js" async=""></script><script src="/a.js"></script><script src="/b.js" noModule=""></script><script>x</script>',
      ),
    ).toEqual(['/a.js']);
  });
});
