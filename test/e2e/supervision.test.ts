import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { crash, freePort, isAlive, startInstance, type Instance } from '../support/instance.ts';
import { until } from '../support/wait.ts';

const running: Instance[] = [];
const start = async (...args: Parameters<typeof startInstance>): Promise<Instance> => {
  const instance = await startInstance(...args);
  running.push(instance);
  return instance;
};
afterEach(async () => {
  for (const instance of running.splice(0)) await instance.stop();
});

const allGone = (pids: number[]): Promise<true> =>
  until(`the end of ${pids.join(', ')}`, async () => {
    const alive = await Promise.all(pids.map(isAlive));
    return alive.every((is) => !is) && true;
  });

describe('npm start', () => {
  it('prints one JSON line when ready, and Ctrl-C ends every process', async () => {
    const instance = await start();
    expect(instance).toMatchObject({
      url: expect.stringMatching(/^http:\/\//),
      signIn: expect.stringContaining('/start?t='),
      simulator: expect.stringContaining('/simulator'),
      email: expect.stringContaining('@'),
      bot: { numberId: expect.stringMatching(/^num_/) },
    });
    const pids = Object.values(instance.pids);
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true, true, true]);
    process.kill(instance.pids.supervisor, 'SIGINT');
    await allGone(pids);
  });

  it('leaves no process behind when the supervisor itself is killed', async () => {
    const instance = await start();
    process.kill(instance.pids.supervisor, 'SIGKILL');
    await allGone(Object.values(instance.pids));
  });

  it('puts a killed worker, workerd or bot back, on the same address, with the old state', async () => {
    const instance = await start();
    const api = new ApiClient(instance);
    const before = await api.conversations();
    for (const which of ['worker', 'workerd', 'bot'] as const) {
      const dead = instance.pids[which];
      await crash(instance, which);
      await until('the API', async () => (await fetch(`${instance.url}/api/health`)).ok);
      expect(await isAlive(dead)).toBe(false);
    }
    const after = await until('the inbox', () => api.conversations());
    expect(after.counts).toEqual(before.counts);
    await until('the number to be online again', async () => {
      const { numbers } = await api.get<{ numbers: { link: string }[] }>('/api/whatsapp/numbers');
      return numbers[0]?.link === 'online';
    });
  });

  it('moves on from a port that is taken, and says so', async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    try {
      const instance = await start({ env: { PORT: String(port) } });
      expect(new URL(instance.url).port).not.toBe(String(port));
      expect(instance.log()).toContain(String(port));
    } finally {
      squatter.close();
    }
  });
});

describe('bad settings', () => {
  const failing = async (
    prepare: (stateDir: string) => Promise<Record<string, string>>,
  ): Promise<{ code: number | null; said: string }> => {
    const stateDir = await mkdtemp(join(tmpdir(), 'oconnector-'));
    try {
      const env = await prepare(stateDir);
      const child = spawn(process.execPath, ['scripts/start.ts', '--json'], {
        cwd: join(import.meta.dirname, '../..'),
        env: { ...process.env, PORT: String(await freePort()), STATE_DIR: stateDir, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
      return { code, said };
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  };

  it.each([
    ['malformed', 'JWT_SECRET=\nthis is no assignment\n'],
    ['too weak', 'JWT_SECRET=short\nSETUP_TOKEN=short\n'],
  ])('a %s .dev.vars ends the start with a sentence that says what to do', async (_, content) => {
    const { code, said } = await failing(async (stateDir) => {
      const file = join(stateDir, 'dev.vars');
      await writeFile(file, content);
      return { DEV_VARS: file };
    });
    expect(code).toBe(1);
    expect(said).toMatch(/\.?dev\.vars/);
    expect(said).not.toMatch(/\n\s+at /);
  });

  it('a second start on the same state says so', async () => {
    const instance = await start();
    const { code, said } = await failing(async () => ({ STATE_DIR: instance.stateDir }));
    expect(code).toBe(1);
    expect(said).toContain(String(instance.pids.supervisor));
    expect(await isAlive(instance.pids.supervisor)).toBe(true);
  });
});

it('generates secrets that nobody else may read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oconnector-secrets-'));
  try {
    const file = join(folder, 'dev.vars');
    await start({ env: { DEV_VARS: file } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/^JWT_SECRET=.{32,}$/m);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
