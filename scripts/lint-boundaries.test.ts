import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, ROOT } from './lib/paths.ts';

/** A file, and the rule that must refuse it; null when it must pass. */
type Case = { says: string; file: string; code: string; rule: string | null };

const boundary = 'oconnector(boundaries)';

const CASES: Case[] = [
  {
    says: 'web may not import the Worker',
    file: 'web/features/a.ts',
    code: "import { x } from '../../src/lib/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'web/lib/api.ts may import the type of the app',
    file: 'web/lib/api.ts',
    code: "import type { AppType } from '../../src/app.ts'; export type { AppType };",
    rule: null,
  },
  {
    says: 'no other file of web may, not even the type',
    file: 'web/lib/other.ts',
    code: "import type { AppType } from '../../src/app.ts'; export type { AppType };",
    rule: boundary,
  },
  {
    says: 'nor the app itself as a value',
    file: 'web/lib/app.ts',
    code: "import { app } from '../../src/app.ts'; export { app };",
    rule: boundary,
  },
  {
    says: 'web may import the protocol',
    file: 'web/features/b.ts',
    code: "import { x } from '@oconnector/protocol/limits.ts'; export { x };",
    rule: null,
  },
  {
    says: 'the protocol is imported by its name',
    file: 'web/features/c.ts',
    code: "import { x } from '../../protocol/limits.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'the bot agent may not import the Worker',
    file: 'bot-agent/src/a.ts',
    code: "import { x } from '../../src/lib/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'the Worker may not import the bot agent',
    file: 'src/lib/a.ts',
    code: "export { x } from '../../bot-agent/src/x.ts';",
    rule: boundary,
  },
  {
    says: 'the protocol may not import the Worker',
    file: 'protocol/a.ts',
    code: "import { x } from '../src/lib/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'the protocol may not import Node',
    file: 'protocol/b.ts',
    code: "import { x } from 'node:fs'; export { x };",
    rule: boundary,
  },
  {
    says: 'the protocol may not import another package',
    file: 'protocol/c.ts',
    code: "import { x } from 'hono'; export { x };",
    rule: boundary,
  },
  {
    says: 'lib imports nothing',
    file: 'src/lib/b.ts',
    code: "import { x } from '../db/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'ai may not import services',
    file: 'src/ai/a.ts',
    code: "import { x } from '../services/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'ai may import lib',
    file: 'src/ai/b.ts',
    code: "import { x } from '../lib/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'a route may not import the database',
    file: 'src/routes/a.ts',
    code: "import { x } from '../db/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'a route may import a service',
    file: 'src/routes/b.ts',
    code: "import { x } from '../services/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'a route may not import an object',
    file: 'src/routes/c.ts',
    code: "import { x } from '../durable/gateway/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'a service may not import a route',
    file: 'src/services/a.ts',
    code: "import { x } from '../routes/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'a service may import the database',
    file: 'src/services/b.ts',
    code: "import { x } from '../db/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'middleware may not import an object',
    file: 'src/middleware/a.ts',
    code: "import { x } from '../durable/inbox/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: "an object may not import another object's folder",
    file: 'src/durable/gateway/a.ts',
    code: "import { x } from '../conversation/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'not even a type of it',
    file: 'src/durable/gateway/b.ts',
    code: "import type { X } from '../conversation/x.ts'; export type { X };",
    rule: boundary,
  },
  {
    says: "not in the form import('…')",
    file: 'src/durable/gateway/c.ts',
    code: "export type X = import('../conversation/x.ts').X;",
    rule: boundary,
  },
  {
    says: 'nor by a dynamic import',
    file: 'src/durable/gateway/d.ts',
    code: "export const x = await import('../conversation/x.ts');",
    rule: boundary,
  },
  {
    says: 'an object may import the kit',
    file: 'src/durable/gateway/e.ts',
    code: "import { x } from '../kit/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'the kit may not import an object',
    file: 'src/durable/kit/a.ts',
    code: "import { x } from '../gateway/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'Inbox may import the database',
    file: 'src/durable/inbox/a.ts',
    code: "import { x } from '../../db/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'no other object may',
    file: 'src/durable/knowledge/a.ts',
    code: "import { x } from '../../db/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'a test may import across src',
    file: 'src/durable/knowledge/a.test.ts',
    code: "import { x } from '../../db/x.ts'; export { x };",
    rule: null,
  },
  {
    says: 'product code may not import test helpers',
    file: 'src/services/c.ts',
    code: "import { x } from '../testing/x.ts'; export { x };",
    rule: boundary,
  },
  {
    says: 'ws belongs to the link',
    file: 'bot-agent/src/b.ts',
    code: "import { WebSocket } from 'ws'; export { WebSocket };",
    rule: boundary,
  },
  {
    says: 'and the link may use it',
    file: 'bot-agent/src/link/a.ts',
    code: "import { WebSocket } from 'ws'; export { WebSocket };",
    rule: null,
  },
  {
    says: 'whatsapp-web.js belongs to its channel',
    file: 'bot-agent/src/c.ts',
    code: "import x from 'whatsapp-web.js'; export { x };",
    rule: boundary,
  },
  {
    says: 'protocol and web use zod/mini',
    file: 'protocol/d.ts',
    code: "import * as z from 'zod'; export { z };",
    rule: 'oconnector(zod-mini)',
  },
  {
    says: 'as a namespace',
    file: 'web/lib/z.ts',
    code: "import { z } from 'zod/mini'; export { z };",
    rule: 'oconnector(zod-mini)',
  },
  { says: 'which passes', file: 'protocol/e.ts', code: "import * as z from 'zod/mini'; export { z };", rule: null },
  {
    says: 'only stubs.ts opens an object',
    file: 'src/services/d.ts',
    code: "export const f = (ns: { getByName(n: string): unknown }) => ns.getByName('v1:x');",
    rule: 'oconnector(stubs-only)',
  },
  {
    says: 'and may',
    file: 'src/durable/stubs.ts',
    code: "export const f = (ns: { getByName(n: string): unknown }) => ns.getByName('v1:x');",
    rule: null,
  },
  {
    says: 'no cycle',
    file: 'src/lib/cycle-a.ts',
    code: "import { b } from './cycle-b.ts'; export const a = (): number => b();",
    rule: 'import(no-cycle)',
  },
  {
    says: 'in either direction',
    file: 'src/lib/cycle-b.ts',
    code: "import { a } from './cycle-a.ts'; export const b = (): number => a();",
    rule: 'import(no-cycle)',
  },
  {
    says: 'no any',
    file: 'src/lib/any.ts',
    code: 'export const f = (x: any): unknown => x;',
    rule: 'typescript(no-explicit-any)',
  },
  {
    says: 'no console in the Worker',
    file: 'src/lib/console.ts',
    code: "console.log('x');",
    rule: 'eslint(no-console)',
  },
  {
    says: 'no promise left floating',
    file: 'src/lib/floating.ts',
    code: 'const later = async (): Promise<void> => {}; later();',
    rule: 'typescript(no-floating-promises)',
  },
];

const found = new Map<string, string[]>();
let dir = '';

const lint = (cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(join(BIN, 'node'), [join(BIN, 'oxlint'), '--type-aware', '-f', 'json', '.'], { cwd }, (error, stdout) => {
      // Exit code 1 is what is hoped for here: it found something.
      if (error && error.code !== 1) reject(error);
      else resolve(stdout);
    });
  });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oconnector-lint-'));
  for (const { file, code } of CASES) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), `${code}\n`);
  }
  await writeFile(
    join(dir, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        noEmit: true,
        types: [],
      },
    }),
  );
  // The project's own settings, moved here because their globs count from where they stand.
  const settings = JSON.parse(await readFile(join(ROOT, '.oxlintrc.json'), 'utf8')) as object;
  await writeFile(
    join(dir, '.oxlintrc.json'),
    JSON.stringify({ ...settings, jsPlugins: [join(ROOT, 'scripts/lint/plugin.ts')] }),
  );
  const { diagnostics } = JSON.parse(await lint(dir)) as { diagnostics: { code: string; filename: string }[] };
  for (const { code, filename } of diagnostics) found.set(filename, [...(found.get(filename) ?? []), code]);
}, 60_000);

afterAll(() => rm(dir, { recursive: true, force: true }));

describe('lint', () => {
  it.each(CASES)('$says ($file)', ({ file, rule }) => {
    const codes = found.get(file) ?? [];
    if (rule === null) expect(codes).toEqual([]);
    else expect(codes).toContain(rule);
  });
});
