import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ChannelName } from './channel.ts';
import { withLogFd } from './logs.ts';
import { BIN, ROOT, type StateDir } from './paths.ts';

// The Node of the packages, not the one that happens to run this.
const NODE = join(BIN, 'node');

const spawnChild = (state: StateDir, name: string, args: string[], env: Record<string, string>): ChildProcess =>
  withLogFd(state.logs, name, (fd) =>
    spawn(NODE, args, {
      cwd: ROOT,
      // Leads its own group: Ctrl-C reaches the supervisor alone, which ends the rest in order.
      detached: true,
      stdio: ['ignore', fd, fd, 'ipc'],
      env: { ...process.env, ...env },
    }),
  );

export const spawnWorker = (state: StateDir, port: number, env: Record<string, string> = {}): ChildProcess =>
  spawnChild(state, 'worker', ['scripts/worker.ts'], { PORT: String(port), STATE_DIR: state.dir, ...env });

/**
 * Settings of the bot agent; those of the browser it takes from the environment by itself. `pairCode` is redeemed only
 * when it has no credential yet.
 */
export const botEnv = (
  state: StateDir,
  port: number,
  pairCode: string,
  channel: ChannelName,
  origins: string[] = [],
): Record<string, string> => ({
  // Tests put something between the agent and the Worker.
  SERVER_URL: process.env['BOT_SERVER_URL'] ?? `http://127.0.0.1:${port}`,
  DATA_DIR: state.bot,
  CHANNEL: channel,
  PAIR_CODE: pairCode,
  PHONES_ORIGINS: [`http://localhost:${port}`, `http://127.0.0.1:${port}`, ...origins].join(','),
});

export const spawnBot = (state: StateDir, port: number, pairCode: string, channel: ChannelName): ChildProcess =>
  spawnChild(
    state,
    'bot',
    ['--import', './scripts/exit-with-parent.ts', 'bot-agent/src/main.ts'],
    botEnv(state, port, pairCode, channel),
  );
