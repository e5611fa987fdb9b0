import type { ChildProcess } from 'node:child_process';
import type { DemoResponse } from '@oconnector/protocol/api/setup.ts';
import type { WorkerReport } from '../worker.ts';
import type { ChannelName } from './channel.ts';
import { spawnBot, spawnWorker } from './children.ts';
import { setUpDemo, signIn, untilOnline } from './demo.ts';
import { type Instance, removeInstance, writeInstance } from './instance.ts';
import { logFile, rotate, tail } from './logs.ts';
import type { StateDir } from './paths.ts';
import { remember } from './processes.ts';
import { type Exit, exitText, Service } from './service.ts';
import { warn } from './steps.ts';
import { Trouble } from './trouble.ts';

const BOT_ONLINE_TIMEOUT_MS = 30_000;
const BOT_GRACE_MS = 3000;
const WORKER_GRACE_MS = 3000;
const LOG_CHECK_MS = 60_000;
const RENEW_TIMEOUT_MS = 2000;
/** Exit codes of bot-agent/src/main.ts after which only a person can help. */
const BOT_EXIT = { settings: 2, unrecoverable: 3 } as const;

/**
 * The processes of one instance: the Worker (and its workerd) and the bot agent. Brings them up in order, keeps them up,
 * takes them down in the other order, and keeps `instance.json` and `processes.json` true all the while.
 */
export class Supervisor {
  readonly #state: StateDir;
  readonly #port: number;
  readonly #setupToken: string;
  readonly #channel: ChannelName;
  readonly #stopped = new AbortController();
  readonly #worker: Service;
  readonly #bot: Service;
  #workerdPid = 0;
  #pairCode: Promise<string> = Promise.resolve('');
  #demo: DemoResponse | null = null;
  #logTimer: NodeJS.Timeout | null = null;

  constructor(options: { state: StateDir; port: number; setupToken: string; channel: ChannelName }) {
    this.#state = options.state;
    this.#port = options.port;
    this.#setupToken = options.setupToken;
    this.#channel = options.channel;
    this.#worker = new Service({
      name: 'worker',
      spawn: async () => spawnWorker(this.#state, this.#port),
      onSpawn: (child) => this.#watchWorker(child),
      companions: () => (this.#workerdPid === 0 ? [] : [this.#workerdPid]),
      onExit: (exit, delayMs) => this.#sayStopped('the Worker', 'worker', exit, delayMs),
    });
    this.#bot = new Service({
      name: 'bot',
      spawn: async () => spawnBot(this.#state, this.#port, await this.#pairCode, this.#channel),
      onSpawn: () => this.#note(),
      isFinal: ({ code }) => code === BOT_EXIT.settings || code === BOT_EXIT.unrecoverable,
      onExit: (exit, delayMs) => {
        this.#sayStopped('the bot agent', 'bot', exit, delayMs);
        this.#pairCode = this.#renewPairCode(this.#pairCode);
      },
    });
  }

  /** Where people go. The children talk over 127.0.0.1, which needs no name. */
  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  get #loopback(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the Worker and resolves when it serves. Rejects with a Trouble when the first one ends before. */
  async startWorker(): Promise<string[]> {
    const child = await this.#worker.start();
    const up = Promise.withResolvers<string[]>();
    const onMessage = (message: unknown): void => {
      const report = message as WorkerReport;
      if ('ready' in report) up.resolve(report.migrated);
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      up.reject(this.#died('worker', exitText({ code, signal })));
    child.on('message', onMessage).once('exit', onExit);
    try {
      return await up.promise;
    } finally {
      child.off('message', onMessage).off('exit', onExit);
    }
  }

  async seed(): Promise<DemoResponse> {
    this.#demo = await setUpDemo(this.#loopback, this.#setupToken);
    this.#pairCode = Promise.resolve(this.#demo.pairingCode);
    return this.#demo;
  }

  /**
   * Starts the bot agent and resolves when its number is online: with the simulated WhatsApp when that is ready, with the
   * real one when the agent is linked to us, for the rest is up to a person with a phone.
   */
  async startBot(demo: DemoResponse): Promise<void> {
    const child = await this.#bot.start();
    const died = Promise.withResolvers<never>();
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      died.reject(this.#died('bot', exitText({ code, signal })));
    child.once('exit', onExit);
    try {
      const token = await Promise.race([signIn(this.#loopback, demo), died.promise]);
      const online = untilOnline(this.#loopback, token, demo.numberId, {
        timeoutMs: BOT_ONLINE_TIMEOUT_MS,
        signal: this.#stopped.signal,
        ready: this.#channel === 'simulated',
      });
      if (!(await Promise.race([online, died.promise])))
        throw this.#died('bot', `not online after ${BOT_ONLINE_TIMEOUT_MS / 1000} s`);
    } finally {
      child.off('exit', onExit);
    }
    this.#logTimer = setInterval(() => this.#rotateLogs(), LOG_CHECK_MS);
    this.#note();
  }

  /** The instance as it is now; throws before it is up. */
  instance(): Instance {
    const demo = this.#demo;
    if (!demo) throw new Error('there is no instance before the demo is set up');
    return {
      url: this.url,
      signIn: this.signInLink(demo),
      simulator: `${this.url}/simulator`,
      email: demo.email,
      password: demo.password,
      bot: { numberId: demo.numberId },
      pids: {
        supervisor: process.pid,
        worker: this.#worker.pid ?? 0,
        workerd: this.#workerdPid,
        bot: this.#bot.pid ?? 0,
      },
    };
  }

  signInLink(demo: DemoResponse): string {
    return `${this.url}/start?t=${encodeURIComponent(demo.signInToken)}`;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#logTimer) clearInterval(this.#logTimer);
    removeInstance(this.#state.instance);
    await this.#bot.stop(BOT_GRACE_MS);
    await this.#worker.stop(WORKER_GRACE_MS);
    remember(this.#state.processes, []);
  }

  killNow(): void {
    this.#bot.killNow();
    this.#worker.killNow();
  }

  #watchWorker(child: ChildProcess): void {
    child.on('message', (message) => {
      const report = message as WorkerReport;
      if ('workerd' in report) this.#workerdPid = report.workerd;
      this.#note();
    });
    this.#note();
  }

  /** Writes down who runs, and once everything was up, keeps `instance.json` at the pids of now. */
  #note(): void {
    if (this.#stopped.signal.aborted) return;
    const running = [
      { role: 'worker', pid: this.#worker.pid },
      { role: 'workerd', pid: this.#workerdPid },
      { role: 'bot', pid: this.#bot.pid },
    ];
    remember(
      this.#state.processes,
      running.flatMap(({ role, pid }) => (pid ? [{ role, pid }] : [])),
    );
    if (this.#logTimer) writeInstance(this.#state.instance, this.instance());
  }

  /** The code it was given may be spent; an agent that has its credential needs none, so the old one will do as well. */
  async #renewPairCode(before: Promise<string>): Promise<string> {
    try {
      return (await setUpDemo(this.#loopback, this.#setupToken, RENEW_TIMEOUT_MS)).pairingCode;
    } catch {
      return await before;
    }
  }

  #sayStopped(who: string, log: string, exit: Exit, delayMs: number | null): void {
    const next =
      delayMs === null
        ? `starting it again would not help: see ${logFile(this.#state.logs, log)}`
        : `back in ${delayMs} ms`;
    warn(`${who} stopped (${exitText(exit)}); ${next}`);
  }

  #rotateLogs(): void {
    for (const name of ['worker', 'bot']) rotate(this.#state.logs, name);
  }

  #died(name: 'worker' | 'bot', how: string): Trouble {
    const said = tail(this.#state.logs, name).replaceAll(/^/gm, '    ');
    const who = name === 'worker' ? 'The Worker' : 'The bot agent';
    return new Trouble(
      `${who} did not come up (${how}). Its log, ${logFile(this.#state.logs, name)}, ends with:\n${said}`,
    );
  }
}
