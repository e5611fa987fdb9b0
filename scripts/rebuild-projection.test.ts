import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RebuildResponse } from '@oconnector/protocol/api/setup.ts';
import { writeInstance } from './lib/instance.ts';
import { ROOT } from './lib/paths.ts';

const TOKEN = 'a-token-of-the-tests-that-is-long-enough';
let dir = '';
let server: Server | null = null;
const asked: unknown[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oconnector-rebuild-'));
  asked.length = 0;
  await writeFile(join(dir, '.dev.vars'), `JWT_SECRET=${'j'.repeat(40)}\nSETUP_TOKEN=${TOKEN}\n`, { mode: 0o600 });
});
afterEach(async () => {
  server?.close();
  server = null;
  await rm(dir, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, STATE_DIR: dir, DEV_VARS: join(dir, '.dev.vars') };
    execFile(process.execPath, [join(ROOT, 'scripts/rebuild-projection.ts'), ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    );
  });

/** A server that gives these pages; `pid`: whom the instance file names as its supervisor. */
const serve = async (pages: RebuildResponse[], status = 200, pid = process.pid): Promise<void> => {
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      asked.push([request.headers.authorization, JSON.parse(body)]);
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify(pages[asked.length - 1] ?? {}));
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
  const instance = {
    url,
    signIn: '',
    simulator: '',
    email: '',
    password: '',
    bot: { numberId: 'num_x' },
    pids: { supervisor: pid, worker: pid, workerd: pid, bot: pid },
  };
  writeInstance(join(dir, 'instance.json'), instance);
};

const page = (rows: number, cursor: string | null, d1 = 'a'): RebuildResponse => ({
  clienteId: 'cli_a',
  rows,
  checksums: { objects: 'a', d1, inbox: 'a' },
  cursor,
});

it('P6 says in a sentence that nothing runs', async () => {
  const { code, out, err } = await run();
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('npm start');
  expect(err).not.toContain('    at ');
});

it('P6 believes no instance file of a process that is gone', async () => {
  await serve([page(1, null)], 200, 2 ** 22 + 7);
  expect((await run()).code).toBe(1);
  expect(asked).toEqual([]);
});

it('P6 goes page by page with the setup token and says how it came out', async () => {
  await serve([page(100, 'cli_a:con_b'), page(20, 'cli_b:'), page(0, null)]);
  const { code, out } = await run('--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ rows: 120, equal: true, unequalPages: 0 });
  expect(asked).toEqual([null, 'cli_a:con_b', 'cli_b:'].map((cursor) => [`Bearer ${TOKEN}`, { cursor }]));
});

it('P6 fails when D1 and the conversations do not agree', async () => {
  await serve([page(3, null, 'other')]);
  const { code, out } = await run();
  expect(code).toBe(1);
  expect(out).toContain('not equal');
});

it('P6 names a token that is not the right one', async () => {
  await serve([], 401);
  expect((await run()).err).toContain('SETUP_TOKEN');
});
