import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoResponse } from '@oconnector/protocol/api/setup.ts';
import type { NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { StandIn, type Contact } from '../../bot-agent/test/standin/standin.ts';
import { findBrowser } from '../../scripts/browser.ts';
import { ensureBuilt, WEB, WORKER } from '../../scripts/lib/build.ts';
import { spawnWorker } from '../../scripts/lib/children.ts';
import { setUpDemo } from '../../scripts/lib/demo.ts';
import { loadDevVars } from '../../scripts/lib/dev-vars.ts';
import { BIN, devVarsFile, ROOT, stateDir } from '../../scripts/lib/paths.ts';
import { FaultProxy } from '../chaos/processes/fault-proxy.ts';
import { FrameLog } from '../chaos/processes/frame-log.ts';
import { Tail } from '../chaos/processes/truth.ts';
import { SeededRandom } from '../chaos/sim/scheduler.ts';
import { ApiClient } from '../support/api.ts';
import { freePort } from '../support/instance.ts';
import { until } from '../support/wait.ts';
import { renderersOf, untilGone } from './processes.ts';

type Line = { event: string; [field: string]: unknown };

/** A line of the agent's log; none where a kill cut it short, or where it is no line of ours. */
const parsed = (line: string): Line[] => {
  try {
    return line.startsWith('{') ? [JSON.parse(line) as Line] : [];
  } catch {
    return [];
  }
};

// A burst is over sooner than in real life; nothing is asserted about when.
const SOON = { DEBOUNCE_QUIET_MS: '200', DEBOUNCE_MAX_MS: '1000' };

/** The Worker and a bot agent as processes, a real Chromium, and the stand-in of WhatsApp Web behind it; the link can be cut. */
export class World {
  readonly standIn: StandIn;
  readonly api: ApiClient;
  readonly proxy: FaultProxy;
  /** What passed over the link. */
  readonly frames = new FrameLog();
  readonly #folder: string;
  readonly #worker: ChildProcess;
  readonly #url: string;
  readonly #demo: DemoResponse;
  readonly #lines: Line[] = [];
  readonly #tail: Tail;
  #workerd = 0;
  #bot: ChildProcess | null = null;

  private constructor(folder: string, standIn: StandIn, worker: ChildProcess, url: string, demo: DemoResponse) {
    this.#folder = folder;
    this.standIn = standIn;
    this.#worker = worker;
    this.#url = url;
    this.#demo = demo;
    this.#tail = new Tail(this.#log);
    this.proxy = new FaultProxy(url, new SeededRandom(1));
    this.proxy.tap = this.frames.see;
    this.api = new ApiClient({ url, ...demo });
  }

  static async start(folder: string): Promise<World> {
    for (const target of [WEB, WORKER]) await ensureBuilt(target, () => {});
    const { vars } = await loadDevVars(devVarsFile());
    const standIn = await StandIn.start(folder);
    const port = await freePort();
    const worker = spawnWorker(stateDir(folder), port, SOON);
    let workerd = 0;
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: { workerd?: number; ready?: true }) => {
        if (message.workerd) workerd = message.workerd;
        if (message.ready) resolve();
      });
      worker.once('exit', (code) => reject(new Error(`the Worker ended (${code})`)));
    });
    const url = `http://127.0.0.1:${port}`;
    const world = new World(folder, standIn, worker, url, await setUpDemo(url, vars.SETUP_TOKEN));
    world.#workerd = workerd;
    await world.proxy.listen();
    return world;
  }

  get url(): string {
    return this.#url;
  }

  /** Everything that the processes write. */
  get stateDir(): string {
    return this.#folder;
  }

  get numberId(): string {
    return this.#demo.numberId;
  }

  get pairingCode(): string {
    return this.#demo.pairingCode;
  }

  /** The folder that the bot agent gets as DATA_DIR. */
  get botDir(): string {
    return join(this.#folder, 'bot');
  }

  /** Starts the bot agent, from source or as Node's other arguments; where it is paired already the code is not needed. */
  async startBot(env: Record<string, string> = {}, args: string[] = ['bot-agent/src/main.ts']): Promise<void> {
    const browser = await findBrowser();
    const { CHROME_ARGS = '', ...standIn } = this.standIn.env;
    mkdirSync(join(this.#folder, 'logs'), { recursive: true });
    const bot = spawn(join(BIN, 'node'), args, {
      cwd: ROOT,
      env: {
        ...process.env,
        ...browser.env,
        ...standIn,
        CHROME_PATH: browser.executablePath,
        CHROME_ARGS: [...browser.args, CHROME_ARGS].join(' '),
        SERVER_URL: this.proxy.url,
        DATA_DIR: this.botDir,
        PAIR_CODE: this.#demo.pairingCode,
        PACING_PROFILE: 'chaos',
        LOG_LEVEL: 'debug',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [bot.stdout, bot.stderr])
      stream?.on('data', (chunk: Buffer) => appendFileSync(this.#log, chunk));
    this.#bot = bot;
  }

  /** Ends the bot agent; resolves when it is gone with its browser. */
  async endBot(signal: NodeJS.Signals): Promise<void> {
    this.#bot?.kill(signal);
    await this.botGone();
  }

  async botGone(): Promise<void> {
    const bot = this.#bot;
    if (bot && bot.exitCode === null && bot.signalCode === null) await once(bot, 'exit');
    this.#bot = null;
    await untilGone(this.botDir, this.browserPid);
  }

  get #log(): string {
    return join(this.#folder, 'logs/bot.log');
  }

  get botPid(): number {
    return this.#bot?.pid ?? 0;
  }

  /** Everything the bot agents said so far. */
  lines(): readonly Line[] {
    this.#lines.push(...this.#tail.read().flatMap(parsed));
    return this.#lines;
  }

  text(): string {
    return readFileSync(this.#log, 'utf8');
  }

  get browserPid(): number {
    return Number(this.lines().findLast(({ event }) => event === 'browser_started')?.['pid']);
  }

  get hasPage(): boolean {
    return renderersOf(this.botDir).length > 0;
  }

  /** Where the dashboard is, and its owner. */
  get dashboard(): { url: string; email: string; password: string } {
    const { email, password } = this.#demo;
    return { url: this.#url, email, password };
  }

  /** What the API says of the number. */
  async number(): Promise<NumbersResponse['numbers'][number] | undefined> {
    const { numbers } = await this.api.get<NumbersResponse>('/api/whatsapp/numbers');
    return numbers.find(({ numberId }) => numberId === this.#demo.numberId);
  }

  async channel(): Promise<NumbersResponse['numbers'][number]['channel']> {
    return (await this.number())?.channel ?? null;
  }

  untilState(state: string): Promise<unknown> {
    return until(`the channel to be ${state}`, async () => (await this.channel())?.state === state);
  }

  /** A moment of the agents' log, for `untilReady`. */
  get now(): number {
    return this.lines().length;
  }

  /** Ready in the API's eyes, and with its history read, after a moment of the log. */
  untilReady(since: number, limitMs?: number): Promise<unknown> {
    const isReady = async (): Promise<boolean> => {
      const said = this.lines().slice(since);
      const ready = said.findIndex(({ event, state }) => event === 'channel' && state === 'ready');
      const hasRead = ready >= 0 && said.slice(ready).some(({ event }) => event === 'history_scanned');
      return hasRead && (await this.channel())?.state === 'ready';
    };
    return until('the channel to be ready', isReady, limitMs);
  }

  /** Scans the QR that comes after a moment of the log, and waits until the number is ready. */
  async link(since: number): Promise<void> {
    await until('a QR', () =>
      this.lines()
        .slice(since)
        .some(({ event, state }) => event === 'channel' && state === 'qr'),
    );
    this.standIn.scan();
    await this.untilReady(since);
  }

  /** Ends the agent as asked and starts it with these settings; resolves when it is ready. */
  async restartBot(env: Record<string, string> = {}, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.endBot(signal);
    const since = this.now;
    await this.startBot(env);
    await this.untilReady(since);
  }

  /** Waits until what `provoke` leads to is being sent. */
  async inASend(provoke: () => unknown): Promise<void> {
    const intents = () => this.lines().filter(({ event }) => event === 'intent').length;
    const before = intents();
    await provoke();
    await until('the send to be under way', () => intents() > before);
  }

  /** Kills the browser; returns that moment, for `untilReady`. */
  killBrowser(): number {
    process.kill(this.browserPid, 'SIGKILL');
    return this.now;
  }

  row({ phone }: Contact): Promise<ConversationRow | null> {
    return this.api.byPhone(`+${phone.split('@')[0] ?? ''}`);
  }

  async thread(contact: Contact): Promise<Message[]> {
    const row = await this.row(contact);
    return row ? this.api.thread(row.contact.contactId) : [];
  }

  /** Waits until the contact has so many answers on its phone and the thread shows all of them as taken by WhatsApp. */
  untilAnswered(contact: Contact, answers: number): Promise<unknown> {
    return until(`${answers} answers to ${contact.name}`, async () => {
      if (this.standIn.received(contact).length < answers) return false;
      const out = (await this.thread(contact)).filter(({ direction }) => direction === 'out');
      return out.length >= answers && out.every((one) => 'status' in one && /accepted|delivered|read/.test(one.status));
    });
  }

  async stop(): Promise<void> {
    await this.endBot('SIGTERM');
    await this.standIn.stop();
    await this.proxy.close();
    if (this.#worker.exitCode === null) {
      const gone = once(this.#worker, 'exit');
      this.#worker.kill('SIGTERM');
      await gone;
    }
    const { isAlive } = await import('../support/instance.ts');
    await until('workerd to be gone', async () => !(await isAlive(this.#workerd)));
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 4 });
  }
}
