import type { NextConfig } from 'next';
import { join } from 'node:path';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

const worker = process.env['OC_WORKER'] ?? 'http://127.0.0.1:8787';

/** The build is a static export; only `next dev` proxies the API, so that the browser sees one origin there too. */
export default (phase: string): NextConfig => ({
  ...(phase === PHASE_DEVELOPMENT_SERVER
    ? { rewrites: () => Promise.resolve([{ source: '/api/:path*', destination: `${worker}/api/:path*` }]) }
    : { output: 'export' as const }),
  agentRules: false,
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // `tsc -p web` is the type check; Next's own would repeat it with every build.
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    root: join(import.meta.dirname, '..'),
    resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' },
    rules: { '**/messages/*.json': { loaders: [join(import.meta.dirname, 'scripts/icu-loader.cjs')], as: '*.js' } },
  },
});
