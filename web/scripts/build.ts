// Builds the static dashboard into `out/`, then writes the headers that Cloudflare serves it with.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBudget } from './budget.ts';
import { headersFor } from './headers.ts';

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(web, 'out');

rmSync(out, { recursive: true, force: true });
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
execFileSync(process.execPath, [next, 'build'], {
  cwd: web,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
});
writeFileSync(join(out, '_headers'), headersFor(out, { local: process.env['OC_LOCAL_BUILD'] === '1' }));
if (!checkBudget(out)) process.exitCode = 1;
