import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedFaults } from '../../../bot-agent/src/channel/simulated/faults.ts';
import { ApiClient } from '../../support/api.ts';
import { freePort, isAlive, readInstance, startInstance, type Instance, type Ready } from '../../support/instance.ts';
import { until } from '../../support/wait.ts';
import { SeededRandom } from '../sim/scheduler.ts';
import { FaultProxy, NO_FAULTS } from './fault-proxy.ts';
import { FrameLog } from './frame-log.ts';

export type Victim = 'worker' | 'workerd' | 'bot';
export type Kill = { victim: Victim; how: string; at: number };

/** A credential as the agent keeps it. */
export type Credential = { numberId: string; clienteId: string; credential: string; botId: string };

/**
 * The real processes with everything that can be done to them: supervisor, Worker, workerd and bot agent, whose link goes
 * through a fault proxy and whose simulated WhatsApp follows a file of faults.
 */
export class World {
  readonly instance: Instance;
  readonly proxy: FaultProxy;
  readonly frames: FrameLog;
  readonly api: ApiClient;
  readonly stateDir: string;
  readonly kills: Kill[] = [];
  readonly #faultFile: string;
  #stopped = false;

  private constructor(instance: Instance, proxy: FaultProxy, frames: FrameLog, stateDir: string) {
    this.instance = instance;
    this.proxy = proxy;
    this.frames = frames;
    this.stateDir = stateDir;
    this.api = new ApiClient(instance);
    this.#faultFile = join(stateDir, 'faults.json');
  }

  /** Starts everything; `stateDir` takes an older state up again. */
  static async start(options: { seed?: number; stateDir?: string; env?: Record<string, string> } = {}): Promise<World> {
    const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'oconnector-chaos-')));
    const port = await freePort();
    const proxy = new FaultProxy(`http://127.0.0.1:${port}`, new SeededRandom(options.seed ?? 1));
    const frames = new FrameLog();
    proxy.tap = frames.see;
    try {
      const instance = await startInstance({
        stateDir,
        env: {
          PORT: String(port),
          BOT_SERVER_URL: await proxy.listen(),
          SIMULATED_FAULTS: join(stateDir, 'faults.json'),
          PACING_PROFILE: 'chaos',
          LOG_LEVEL: 'debug',
          ...options.env,
        },
      });
      return new World(instance, proxy, frames, stateDir);
    } catch (error) {
      await proxy.close();
      await rm(stateDir, { recursive: true, force: true });
      throw error;
    }
  }

  pids(): Promise<Ready['pids']> {
    return readInstance(this.stateDir).then(({ pids }) => pids);
  }

  /** What the simulated WhatsApp does wrong from now on; {} for nothing. */
  async simulate(faults: SimulatedFaults): Promise<void> {
    await writeFile(this.#faultFile, JSON.stringify(faults));
  }

  /** Whether a failpoint set by `simulate` has been reached. */
  async failpointFired(): Promise<boolean> {
    return !(await readFile(this.#faultFile, 'utf8').catch(() => '')).includes('failpoint');
  }

  /** `kill -9` by recorded pid. False when there was nobody at that moment. */
  async kill(victim: Victim, how = 'kill -9'): Promise<boolean> {
    const pid = (await this.pids())[victim];
    if (pid === 0 || !(await isAlive(pid))) return false;
    process.kill(pid, 'SIGKILL');
    this.kills.push({ victim, how, at: Date.now() });
    return true;
  }

  /** `kill -9`, and the supervisor has put another one in its place. */
  async crash(victim: Victim): Promise<void> {
    const replaced = victim === 'bot' ? 'bot' : 'worker';
    const before = (await this.pids())[replaced];
    await until(`a ${victim} to kill`, () => this.kill(victim));
    await until(`a new ${replaced} process`, async () => {
      const now = (await this.pids())[replaced];
      return now !== before && (await isAlive(now));
    });
  }

  /** Sets a failpoint and waits until the agent has died of it. */
  async dieAt(failpoint: string, provoke: () => void, rest: SimulatedFaults = {}): Promise<void> {
    const before = (await this.pids()).bot;
    await this.simulate({ ...rest, failpoint });
    await new Promise((resolve) => setTimeout(resolve, 150));
    provoke();
    await until(
      `the agent to die at ${failpoint}`,
      async () => (await this.failpointFired()) && !(await isAlive(before)),
    );
    this.kills.push({ victim: 'bot', how: failpoint, at: Date.now() });
  }

  async isOnline(): Promise<boolean> {
    const { numbers } = await this.api.get<{ numbers: { link: string; channel: { state: string } | null }[] }>(
      '/api/whatsapp/numbers',
    );
    return numbers.some(({ link, channel }) => link === 'online' && channel?.state === 'ready');
  }

  /** No faults any more; everybody is back. */
  async heal(): Promise<void> {
    this.proxy.faults = NO_FAULTS;
    this.proxy.blocked = false;
    await this.simulate({});
    await this.#wake();
  }

  credential(): Promise<Credential> {
    return readFile(join(this.stateDir, 'bot/credential.json'), 'utf8').then((text) => JSON.parse(text) as Credential);
  }

  /** Whether the agent's log has these words. */
  async said(words: string): Promise<boolean> {
    return (await readFile(join(this.stateDir, 'logs/bot.log'), 'utf8')).includes(words);
  }

  /** Lets a stopped agent go on. It may die at this very moment, of a failpoint or because its supervisor ends it. */
  async #wake(): Promise<void> {
    const { bot } = await this.pids().catch(() => ({ bot: 0 }));
    if (bot === 0 || !(await isAlive(bot))) return;
    try {
      process.kill(bot, 'SIGCONT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Ends the processes and keeps the state, so that it can be read from outside. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await this.#wake();
    await this.instance.stop();
    await this.proxy.close();
  }

  /** Ends everything and removes what it wrote, unless CHAOS_KEEP asks to look at it. */
  async end(): Promise<void> {
    await this.stop();
    if (process.env['CHAOS_KEEP'] !== undefined) return void process.stderr.write(`kept ${this.stateDir}\n`);
    await rm(this.stateDir, { recursive: true, force: true });
  }
}
