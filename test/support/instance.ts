import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './wait.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What `npm start -- --json` prints when it is ready. */
export type Ready = {
  url: string;
  signIn: string;
  simulator: string;
  email: string;
  password: string;
  bot: { numberId: string };
  pids: { supervisor: number; worker: number; workerd: number; bot: number };
};

export type Instance = Ready & {
  stateDir: string;
  process: ChildProcess;
  /** Everything it said on standard error so far. */
  log(): string;
  /** Ends it as Ctrl-C does, and waits until it is gone. */
  stop(): Promise<void>;
};

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Whether a process with this pid runs. A zombie that nobody has reaped yet does not. */
export const isAlive = async (pid: number): Promise<boolean> => {
  try {
    const { readFile } = await import('node:fs/promises');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
};

const firstLine = (child: ChildProcess, log: () => string): Promise<string> =>
  new Promise((resolve, reject) => {
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      const end = out.indexOf('\n');
      if (end >= 0) resolve(out.slice(0, end));
    });
    child.once('exit', (code, signal) => reject(new Error(`ended before it was ready (${code ?? signal})\n${log()}`)));
  });

/** Starts the product as `npm start -- --json` does, on free ports and its own state folder, which `stop` removes unless it was given. */
export const startInstance = async (
  options: { stateDir?: string; env?: Record<string, string> } = {},
): Promise<Instance> => {
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'oconnector-')));
  const child = spawn(process.execPath, ['scripts/start.ts', '--json'], {
    cwd: ROOT,
    env: {
      ...process.env,
      PORT: String(await freePort()),
      PHONES_PORT: String(await freePort()),
      STATE_DIR: stateDir,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const log = () => said;
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    }
    if (options.stateDir === undefined) await rm(stateDir, { recursive: true, force: true });
  };
  try {
    const ready = JSON.parse(await firstLine(child, log)) as Ready;
    return { ...ready, stateDir, process: child, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The instance as it describes itself now: pids change when the supervisor restarts something. */
export const readInstance = async (stateDir: string): Promise<Ready> => {
  const { readFile } = await import('node:fs/promises');
  return JSON.parse(await readFile(join(stateDir, 'instance.json'), 'utf8')) as Ready;
};

/** Kills one process of an instance as a crash would, and waits until the supervisor has put another in its place. */
export const crash = async (instance: Instance, which: 'worker' | 'workerd' | 'bot'): Promise<Ready> => {
  const before = (await readInstance(instance.stateDir)).pids;
  process.kill(before[which], 'SIGKILL');
  const replaced = which === 'bot' ? 'bot' : 'worker';
  return until(`a new ${replaced} process`, async () => {
    const now = await readInstance(instance.stateDir);
    return now.pids[replaced] !== before[replaced] && (await isAlive(now.pids[replaced])) && now;
  });
};
