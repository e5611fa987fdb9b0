import type { DatabaseSync } from 'node:sqlite';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { Bridge } from '../../../bot-agent/src/bridge.ts';
import { ServerClock, type Sleep } from '../../../bot-agent/src/clock.ts';
import type { FailpointName } from '../../../bot-agent/src/failpoint.ts';
import { Journal } from '../../../bot-agent/src/journal/journal.ts';
import { silentLog, type Log } from '../../../bot-agent/src/log.ts';
import type { Profile } from '../../../bot-agent/src/profile.ts';
import type { BotEvent } from '../checker/history.ts';
import { ClientSocket, type Connection, type Network } from './network.ts';
import { Dead } from './objects.ts';
import { Pool } from './pool.ts';
import type { SeededRandom } from './scheduler.ts';
import { SimulatedChannel, type SimulatedWhatsApp } from './whatsapp.ts';
import type { SimulatedWorker } from './worker.ts';

const pool = new Pool();

export type AgentOptions = {
  name: string;
  network: Network;
  worker: SimulatedWorker;
  whatsapp: SimulatedWhatsApp;
  random: SeededRandom;
  profile: Profile;
  write: (event: BotEvent) => void;
  onHit: (agent: SimulatedAgent, point: FailpointName) => void;
  /** The process ended by itself. */
  onStopped: (agent: SimulatedAgent, reason: string) => void;
  /** Every frame at the agent's end, for whoever looks for the cause of a failure. */
  onFrame: ((direction: 'up' | 'down', text: string) => void) | undefined;
  log?: Log;
};

type Process = { isAlive: boolean; bridge: Bridge; channel: SimulatedChannel; journal: Journal };

/** Has every method of a part of the journal throw once its process is dead. */
const refuseTheDead = (part: object, process: { isAlive: boolean }): void => {
  const { prototype } = part.constructor as { prototype: object };
  const guarded = part as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof method !== 'function' || name === 'constructor') continue;
    guarded[name] = (...args: unknown[]) => {
      if (!process.isAlive) throw new Dead(name);
      return (method as (...args: unknown[]) => unknown).apply(part, args);
    };
  }
};

/** A bot agent: the real bridge, link and journal in a process that may be killed at any moment; the disk survives. */
export class SimulatedAgent {
  readonly name: string;
  /** How far the clock of its machine is off. */
  skewMs = 0;
  connection: Connection | null = null;
  readonly #o: AgentOptions;
  readonly #pooled = pool.take('journal');
  readonly #disk = this.#pooled.lent as DatabaseSync;
  #process: Process | null = null;
  /** Node keeps what listens to a signal alive for as long as the signal may come, and with it the whole world. */
  readonly #overs: AbortController[] = [];
  #boots = 0;
  #sent = new Map<string, number>();

  constructor(options: AgentOptions) {
    this.#o = options;
    this.name = options.name;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  get channel(): SimulatedChannel | null {
    return this.#process?.channel ?? null;
  }

  get isReady(): boolean {
    return (
      this.#process !== null &&
      this.#process.bridge.isLive &&
      this.#process.channel.isReady &&
      this.connection?.passes === true
    );
  }

  /** What the journal holds that nobody has acknowledged. */
  waiting(): { inbound: number; reports: number; open: number } {
    return this.#process?.journal.waiting ?? { inbound: 1, reports: 0, open: 0 };
  }

  start(): void {
    if (this.#process) return;
    const { network, whatsapp, random, profile, name, onHit } = this.#o;
    const { scheduler } = network.platform;
    const process: Partial<Process> & { isAlive: boolean } = { isAlive: true };
    const clock = { now: () => scheduler.clock.now() + this.skewMs };
    const sleep: Sleep = (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        let open = true;
        const done = (): void => {
          if (open && process.isAlive) resolve();
          open = false;
          signal?.removeEventListener('abort', done);
        };
        if (ms < 1e12) scheduler.after(ms, done);
        signal?.addEventListener('abort', done, { once: true });
      });
    const journal = this.#watch(
      Journal.over(this.#disk, () => `journal-${name}-${random.int(0, 2 ** 31)}`),
      process,
    );
    const channel = new SimulatedChannel(whatsapp, name);
    const bridge = new Bridge({
      serverUrl: 'http://worker',
      credential: 'c',
      botId: `bot-${name}`,
      boot: `${name}-${++this.#boots}`,
      journal,
      channel,
      profile,
      clock,
      sleep,
      serverClock: new ServerClock(clock, () => scheduler.clock.now()),
      random: () => random.next(),
      log: this.#o.log ?? silentLog,
      hit: (point) => {
        if (process.isAlive) onHit(this, point);
        if (!process.isAlive) throw new Dead(point);
      },
      soon: (work) => scheduler.after(0, () => process.isAlive && work()),
      dial: () => {
        const socket = new ClientSocket(network, this.#o.worker.linkTarget(), {
          isAlive: () => process.isAlive,
          onFrame: (direction, text) => this.#onFrame(direction, text),
        });
        this.connection = socket.connection;
        this.#o.worker.connections.add(socket.connection);
        return socket;
      },
    });
    this.#process = Object.assign(process, { bridge, channel, journal });
    const over = new AbortController();
    this.#overs.push(over);
    bridge.run(over.signal).catch((error: unknown) => {
      if (!process.isAlive) return;
      this.kill();
      this.#o.onStopped(this, String(error));
    });
  }

  /** The process is killed: no handler runs, no promise of it is ever kept. */
  kill(): void {
    if (!this.#process) return;
    this.#process.isAlive = false;
    this.#process.channel.kill();
    this.#process = null;
    this.connection?.dropClient();
    this.connection = null;
  }

  close(): void {
    this.kill();
    for (const over of this.#overs) over.abort();
    // What the schema is stays with it, so that the next life finds it made.
    pool.give('journal', this.#pooled, ['migrations']);
  }

  #onFrame(direction: 'up' | 'down', text: string): void {
    this.#o.onFrame?.(direction, text);
    // Most frames say nothing that is written down; both ends write `t` first.
    if (!/^\{"t":"(?:hello|up|ack)"/.test(text)) return;
    const frame = JSON.parse(text) as UpFrame | DownFrame;
    if (direction === 'up' && frame.t === 'hello' && this.connection) this.connection.journalEpoch = frame.journalEpoch;
    const epoch = this.connection?.journalEpoch ?? '';
    if (frame.t === 'up') this.#sent.set(epoch, Math.max(this.#sent.get(epoch) ?? 0, ...frame.items.map(({ s }) => s)));
    if (direction === 'down' && frame.t === 'ack')
      this.#o.write({ f: 'bot.acked', epoch, h: frame.h, sent: this.#sent.get(epoch) ?? 0 });
  }

  /** Writes down what the journal makes durable, and refuses a dead process its disk. */
  #watch(journal: Journal, process: { isAlive: boolean }): Journal {
    const { write, whatsapp, name: agent } = this.#o;
    const { up, commands, reports, pace, files } = journal;
    for (const part of [journal, up, commands, reports, pace, files]) refuseTheDead(part, process);
    const take = up.take.bind(up);
    const upHeld = up.held.bind(up);
    const intent = commands.intent.bind(commands);
    const fenceAll = commands.fenceAll.bind(commands);
    const rows = this.#disk.prepare('SELECT s, message FROM inbound');
    const last = this.#disk.prepare('SELECT message FROM inbound ORDER BY s DESC LIMIT ?');
    up.take = (incoming, now) => {
      const taken = take(incoming, now);
      for (const { message } of last.all(taken).toReversed()) {
        const { waId, contact } = JSON.parse(String(message)) as ReceivedMessage;
        const [alias] = contact;
        if (alias) write({ f: 'bot.taken', epoch: journal.epoch, contact: whatsapp.personOf(alias).name, key: waId });
      }
      return taken;
    };
    up.held = (h, ranges) => {
      const before = rows.all();
      upHeld(h, ranges);
      const left = new Set(rows.all().map(({ s }) => s));
      for (const { s, message } of before) {
        if (left.has(s)) continue;
        const { waId, contact } = JSON.parse(String(message)) as ReceivedMessage;
        const [alias] = contact;
        if (alias) write({ f: 'bot.covered', contact: whatsapp.personOf(alias).name, key: waId });
      }
    };
    commands.intent = (commandId, now, again) => {
      const began = intent(commandId, now, again);
      const command = began ? commands.get(commandId)?.command : undefined;
      if (command)
        write({
          f: 'bot.intent',
          agent,
          contact: command.contactId,
          commandId,
          class: command.class,
          generation: command.generation,
        });
      return began;
    };
    commands.fenceAll = (raised, now) => {
      const outcome = fenceAll(raised, now);
      for (const { contactId, minGeneration } of raised)
        write({ f: 'bot.fence', agent, contact: contactId, minGeneration });
      return outcome;
    };
    return journal;
  }
}
