import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unstable_splitSqlQuery as split } from 'wrangler';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseChannel } from './lib/channel.ts';
import { botEnv } from './lib/children.ts';
import { type Instance, readInstance, removeInstance, writeInstance } from './lib/instance.ts';
import { tryLock, withLock } from './lib/lock.ts';
import { logFile, rotate, tail } from './lib/logs.ts';
import { pendingMigrations, statementsOf } from './lib/migrations.ts';
import { BIN, MIGRATIONS_DIR, ROOT, stateDir } from './lib/paths.ts';
import { nextFreePort, parsePort, portIsFree } from './lib/port.ts';
import { birthOf, endLeftBehind, isAlive, remember } from './lib/processes.ts';
import { type Report, resultOf, sum, summaryLine } from './lib/results.ts';
import { restartDelayMs, restartsInARow } from './lib/service.ts';
import { hashSources } from './lib/staleness.ts';
import { workerBindings } from './lib/worker-options.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oconnector-start-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('staleness', () => {
  const sources = ['src', 'wrangler.toml'];
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(dir, path, '..'), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  beforeEach(async () => {
    await write('src/a.ts', 'a');
    await write('src/deep/b.ts', 'b');
    await write('wrangler.toml', 'name');
  });

  it('is the same for the same sources', async () => {
    expect(await hashSources(dir, sources)).toBe(await hashSources(dir, sources));
  });

  it.each([
    ['a changed file', () => write('src/deep/b.ts', 'B')],
    ['a new file', () => write('src/c.ts', '')],
    ['a removed file', () => rm(join(dir, 'src/a.ts'))],
    ['a renamed file', () => rename(join(dir, 'src/a.ts'), join(dir, 'src/z.ts'))],
    ['a changed configuration', () => write('wrangler.toml', 'other')],
  ])('changes with %s', async (_, change) => {
    const before = await hashSources(dir, sources);
    await change();
    expect(await hashSources(dir, sources)).not.toBe(before);
  });

  it.each(['src/a.test.ts', 'src/node_modules/x/index.js', 'src/.next/cache', 'src/out/index.html', 'other/file.ts'])(
    'does not change with %s',
    async (path) => {
      const before = await hashSources(dir, sources);
      await write(path, 'x');
      expect(await hashSources(dir, sources)).toBe(before);
    },
  );
});

describe('ports', () => {
  it('takes the wanted one, or the next that is free', async () => {
    const taken = new Set([8787, 8788]);
    expect(await nextFreePort(8787, async (port) => !taken.has(port))).toBe(8789);
    expect(await nextFreePort(9000, async (port) => !taken.has(port))).toBe(9000);
  });

  it('says so when there is none', async () => {
    await expect(nextFreePort(65_530, async () => false)).rejects.toThrow('No free port between 65530 and 65535');
  });

  it('sees who listens on either loopback', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    expect(await portIsFree(address.port)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await portIsFree(address.port)).toBe(true);
  });

  it.each([
    ['', 8787],
    [undefined, 8787],
    ['3000', 3000],
  ])('reads PORT=%s as %i', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });

  it.each(['0', '65536', '-1', '80.5', 'http'])('refuses PORT=%s', (text) => {
    expect(() => parsePort(text)).toThrow('PORT must be a number from 1 to 65535');
  });
});

describe('lock', () => {
  it('is held once, and free again after release', async () => {
    const file = join(dir, 'lock.db');
    const lock = tryLock(file);
    expect(lock).not.toBeNull();
    expect(tryLock(file)).toBeNull();
    lock?.release();
    expect(await withLock(file, async () => 'done')).toBe('done');
  });

  it('is freed when its holder is killed', async () => {
    const file = join(dir, 'lock.db');
    const code = `import { tryLock } from ${JSON.stringify(join(ROOT, 'scripts/lib/lock.ts'))}; tryLock(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(join(BIN, 'node'), ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(tryLock(file)).toBeNull();
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = tryLock(file);
    expect(lock).not.toBeNull();
    lock?.release();
  });

  it('makes the next one wait, and says so once', async () => {
    const file = join(dir, 'lock.db');
    const order: string[] = [];
    const first = tryLock(file);
    const second = withLock(
      file,
      async () => order.push('second'),
      () => {
        order.push('waits');
        first?.release();
      },
    );
    await second;
    expect(order).toEqual(['waits', 'second']);
  });
});

describe('left-over processes', () => {
  it('are ended when they are the ones written down', async () => {
    const file = join(dir, 'processes.json');
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    remember(file, [{ role: 'worker', pid }]);
    const ended = await endLeftBehind(file);
    expect(ended.map(({ role, pid: one }) => [role, one])).toEqual([['worker', pid]]);
    expect(birthOf(pid)).toBeNull();
  });

  it('are spared when the pid now belongs to somebody else', async () => {
    const file = join(dir, 'processes.json');
    const child = spawn('sleep', ['60']);
    const pid = child.pid ?? 0;
    await writeFile(file, JSON.stringify([{ role: 'worker', pid, birth: 'another time' }]));
    expect(await endLeftBehind(file)).toEqual([]);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it.each(['', 'not json', '{}', '[{"pid":"1"}]'])('cannot be made up by a file that holds %j', async (text) => {
    const file = join(dir, 'processes.json');
    await writeFile(file, text);
    expect(await endLeftBehind(file)).toEqual([]);
  });
});

describe('restarts', () => {
  it('come at once first, then ever later, at most every ten seconds', () => {
    expect([1, 2, 3, 6, 7, 50].map(restartDelayMs)).toEqual([200, 400, 800, 6400, 10_000, 10_000]);
  });

  it('begin anew after ten healthy seconds', () => {
    expect(restartsInARow(3, 9_999)).toBe(4);
    expect(restartsInARow(3, 10_000)).toBe(1);
  });
});

describe('instance.json', () => {
  const instance: Instance = {
    url: 'http://localhost:8787',
    signIn: 'http://localhost:8787/start?t=x',
    simulator: 'http://localhost:8787/simulator',
    email: 'a@example.com',
    password: 'secret',
    bot: { numberId: 'num_demo' },
    pids: { supervisor: 1, worker: 2, workerd: 3, bot: 4 },
  };

  it('is read as written, by the owner alone, and is gone when removed', async () => {
    const file = join(dir, 'instance.json');
    writeInstance(file, instance);
    writeInstance(file, { ...instance, email: 'b@example.com' });
    expect(readInstance(file)).toEqual({ ...instance, email: 'b@example.com' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    removeInstance(file);
    expect(readInstance(file)).toBeNull();
  });
});

describe('logs', () => {
  it('move aside when they have grown too large, under a writer that goes on', async () => {
    const file = logFile(dir, 'worker');
    await writeFile(file, 'x'.repeat(2000));
    expect(rotate(dir, 'worker', 5000)).toBe(false);
    expect(rotate(dir, 'worker', 1000)).toBe(true);
    await appendFile(file, 'after\n');
    expect(await readFile(file, 'utf8')).toBe('after\n');
    expect((await readFile(`${file}.1`, 'utf8')).length).toBe(2000);
  });

  it('give their last lines, and nothing when there are none', async () => {
    await writeFile(logFile(dir, 'bot'), 'a\nb\nc\n');
    expect(tail(dir, 'bot', 2)).toBe('b\nc');
    expect(tail(dir, 'nobody')).toBe('');
  });
});

describe('D1 migrations', () => {
  it('are applied in order, each once', () => {
    expect(pendingMigrations(['0002_c.sql', '0000_a.sql', '0001_b.sql'], ['0000_a.sql'])).toEqual([
      '0001_b.sql',
      '0002_c.sql',
    ]);
  });

  it('stop an older build on a newer database', () => {
    expect(() => pendingMigrations(['0000_a.sql'], ['0000_a.sql', '0001_b.sql'])).toThrow('0001_b.sql');
  });

  it('are parted into the statements that wrangler would make of them', async () => {
    const files = (await readdir(MIGRATIONS_DIR)).filter((name) => name.endsWith('.sql'));
    expect(files.length).toBeGreaterThan(0);
    const plain = (sql: string): string =>
      sql.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').replace(/;\s*$/, '').trim();
    for (const file of files) {
      const sql = await readFile(join(MIGRATIONS_DIR, file), 'utf8');
      expect(statementsOf(sql).map(plain), file).toEqual(split(sql).map(plain));
    }
  });
});

describe('the vars of the Worker', () => {
  it('are the file’s, then the demo’s, then the environment’s, then the secrets', () => {
    const toml = { ENVIRONMENT: 'local', AI_PROVIDER: 'embedded', DEBOUNCE_QUIET_MS: '4000', DEBOUNCE_MAX_MS: '15000' };
    const bindings = workerBindings(toml, { DEBOUNCE_MAX_MS: '9000', HOME: '/home/x' }, { JWT_SECRET: 's' });
    expect(bindings).toEqual({
      ENVIRONMENT: 'local',
      AI_PROVIDER: 'embedded',
      DEBOUNCE_QUIET_MS: '400',
      DEBOUNCE_MAX_MS: '9000',
      JWT_SECRET: 's',
    });
  });
});

describe('the sum of the suites', () => {
  const report = (changes: Partial<Report>): Report => ({
    numPassedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...changes,
  });
  const file = (status: string, assertionResults: Report['testResults'][number]['assertionResults'] = []) => ({
    name: join(ROOT, 'src/a.test.ts'),
    status,
    message: 'SyntaxError: so it said',
    assertionResults,
  });

  it('counts what passed and was skipped, and says what failed, where and how', () => {
    const failed = { status: 'failed', fullName: 'a thing holds', failureMessages: ['\u001B[31mexpected 1\u001B[39m'] };
    const given = report({
      numPassedTests: 3,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [file('failed', [{ status: 'passed', fullName: 'another' }, failed])],
    });
    expect(resultOf(given, 1)).toEqual({
      passed: 3,
      failures: ['src/a.test.ts > a thing holds\n    expected 1'],
      skipped: 2,
    });
  });

  it.each([
    [
      'a file that cannot be loaded',
      report({ numPassedTests: 3, testResults: [file('failed')] }),
      1,
      'src/a.test.ts\n    SyntaxError: so it said',
    ],
    ['an unhandled error', report({ numPassedTests: 3 }), 1, 'vitest ended with code 1, and no test failed: see above'],
    ['a suite that ran nothing', report({}), 0, 'no test ran'],
    ['a run without a report', null, 0, 'vitest ended with code 0 and left no report'],
  ])('takes %s as one failure', (_, given, exitCode, words) => {
    expect(resultOf(given, exitCode).failures).toEqual([words]);
  });

  it('ends with one line', () => {
    const failed = { passed: 3, failures: ['one'], skipped: 0 };
    expect(summaryLine(sum([{ passed: 2, failures: [], skipped: 0 }, failed]))).toBe('5 passed, 1 failed');
    expect(summaryLine({ passed: 1, failures: [], skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});

describe('CHANNEL', () => {
  const before = process.env['CHANNEL'];
  afterEach(() => {
    if (before === undefined) delete process.env['CHANNEL'];
    else process.env['CHANNEL'] = before;
  });

  it.each([
    [undefined, 'simulated'],
    ['', 'simulated'],
    ['simulated', 'simulated'],
    ['whatsapp-web', 'whatsapp-web'],
  ])('%j is the channel %s', (text, channel) => {
    expect(parseChannel(text)).toBe(channel);
  });

  it('is refused with a sentence when it is another word', () => {
    expect(() => parseChannel('whatsapp')).toThrow('CHANNEL must be simulated or whatsapp-web');
  });

  it('reaches the bot agent', () => {
    expect(botEnv(stateDir(dir), 1, 'CODE', 'whatsapp-web')).toMatchObject({ CHANNEL: 'whatsapp-web' });
  });

  it('of the real one keeps its state apart: what waits for a simulated phone must not go out to a person', () => {
    const of = (channel: string): string => {
      process.env['CHANNEL'] = channel;
      return stateDir(process.env['STATE_DIR'], '/x').dir;
    };
    expect(of('simulated')).not.toBe(of('whatsapp-web'));
  });
});
