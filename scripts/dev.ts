import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SIGN_IN_LINK_MS } from '@oconnector/protocol/api/auth.ts';
import { embedderInstalled } from '../embedder/open.ts';
import { parseChannel } from './lib/channel.ts';
import { botEnv } from './lib/children.ts';
import { setUpDemo } from './lib/demo.ts';
import { openDevConfig } from './lib/dev-config.ts';
import { loadDevVars } from './lib/dev-vars.ts';
import { tryLock } from './lib/lock.ts';
import { BIN, devVarsFile, PRIVATE, ROOT, stateDir, WEB_OUT } from './lib/paths.ts';
import { nextFreePort, parsePort } from './lib/port.ts';
import { tool } from './lib/run.ts';
import { busy, done, plain, pointer } from './lib/steps.ts';
import { runScript, Trouble } from './lib/trouble.ts';
import { DEMO_VARS } from './lib/worker-options.ts';

/**
 * `npm run dev`: for who edits. `wrangler dev` and `next dev` rebuild on every change, on the same state as `npm start`;
 * nothing is supervised: when one ends, all end. The local embedder runs beside them where its optional packages are installed.
 */
const WEB_PORT = 3000;
const WORKER_TIMEOUT_MS = 60_000;

const start = (args: string[], env: Record<string, string> = {}, cwd = ROOT): ChildProcess =>
  spawn(join(BIN, 'node'), args, {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...PRIVATE, ...env },
  });

const bin = (name: string): string => join(BIN, name);

const untilServed = async (url: string): Promise<void> => {
  const deadline = performance.now() + WORKER_TIMEOUT_MS;
  for (;;) {
    const answered = await fetch(`${url}/api/health`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    if (performance.now() > deadline)
      throw new Trouble(`wrangler dev does not answer on ${url}; what it said stands above.`);
    await sleep(200);
  }
};

await runScript(async () => {
  const channel = parseChannel(process.env['CHANNEL']);
  const state = stateDir();
  await mkdir(state.dir, { recursive: true, mode: 0o700 });
  await mkdir(WEB_OUT, { recursive: true });
  const lock = tryLock(state.lock);
  if (!lock)
    throw new Trouble(`oConnector already runs on ${state.dir}: stop it first, or set STATE_DIR to another folder.`);
  const { vars } = await loadDevVars(devVarsFile());
  const port = await nextFreePort(parsePort(process.env['PORT']));
  const webPort = await nextFreePort(WEB_PORT);
  const url = `http://127.0.0.1:${port}`;

  busy('migrating D1');
  const migrated = await tool(
    'wrangler',
    ['d1', 'migrations', 'apply', 'DB', '--local', '--env=', '--persist-to', state.dir],
    { quiet: true, env: { ...PRIVATE, CI: '1' } },
  );
  if (migrated.code !== 0) throw new Trouble(`D1 could not be migrated:\n${migrated.output}`);

  const children: ChildProcess[] = [];
  const embedder = embedderInstalled() ? await openDevConfig() : null;
  const registry = join(state.dir, 'registry');
  try {
    const demoVars = Object.entries(DEMO_VARS).flatMap(([name, value]) => [
      '--var',
      `${name}:${process.env[name] ?? value}`,
    ]);
    const flags = [
      '--local',
      '--env=',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--persist-to',
      state.dir,
      '--show-interactive-dev-session=false',
    ];
    if (embedder !== null) {
      children.push(start(['scripts/embedder.ts', registry]));
      flags.push('--config', embedder.file);
    }
    children.push(start([bin('wrangler'), 'dev', ...flags, ...demoVars], { CLOUDFLARE_DEV_REGISTRY_PATH: registry }));
    await untilServed(url);
    const demo = await setUpDemo(url, vars.SETUP_TOKEN);
    children.push(
      start(
        ['--watch', 'bot-agent/src/main.ts'],
        botEnv(state, port, demo.pairingCode, channel, [`http://localhost:${webPort}`]),
      ),
    );
    children.push(
      start(
        [bin('next'), 'dev', '--hostname', '127.0.0.1', '--port', String(webPort)],
        { OC_WORKER: url },
        join(ROOT, 'web'),
      ),
    );
    done('Worker, bot agent and dashboard are up; each reloads when its files change');
    pointer(
      'Open',
      `http://localhost:${webPort}/start?t=${encodeURIComponent(demo.signInToken)}   (one-time sign-in, ${SIGN_IN_LINK_MS / 60_000} min)`,
    );
    pointer('Inspector', `http://localhost:${webPort}/ops`);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal));
    await Promise.race([...signals, ...children.map((child) => once(child, 'exit'))]);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(
      children
        .filter((child) => child.exitCode === null && child.signalCode === null)
        .map((child) => once(child, 'exit')),
    );
    await embedder?.remove();
    lock.release();
  }
  plain('stopped');
});
