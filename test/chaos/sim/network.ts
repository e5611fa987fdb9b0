import type { LinkSocket } from '../../../bot-agent/src/link/link.ts';
import type { Socket } from '../../../src/durable/kit/sockets.ts';
import { Dead, here, type Platform, type SimulatedObject } from './objects.ts';

/** What happens to frames of the link; probabilities are per frame. `drop` by the frame's `t`. */
export type FrameFaults = { drop: Record<string, number>; duplicate: number; reorder: number; delayMs: number };

export const CLEAN: FrameFaults = { drop: {}, duplicate: 0, reorder: 0, delayMs: 0 };

/** How often each fault was really injected. */
export type Injected = Record<string, number>;

export type Network = {
  platform: Platform;
  faults: FrameFaults;
  injected: (what: string) => void;
  /** A frame of the link leaves its object: what it says is durable. */
  onLeave: (connection: Connection, text: string) => void;
};

const kindOf = (text: string): string => /^\{"t":"([a-z]+)"/.exec(text)?.[1] ?? text.slice(0, 8);

/** One direction of a socket: in order and complete, unless it is told otherwise. */
class Pipe {
  readonly #connection: Connection;
  readonly #deliver: (text: string) => void;
  #arrivesAt = 0;

  constructor(connection: Connection, deliver: (text: string) => void) {
    this.#connection = connection;
    this.#deliver = deliver;
  }

  send(text: string): void {
    const { network, lossy } = this.#connection;
    const { platform, faults, injected } = network;
    const { random } = platform;
    if (lossy && random.chance(faults.drop[kindOf(text)] ?? faults.drop['*'] ?? 0))
      return injected(`drop ${kindOf(text)}`);
    this.#pass(text, 0);
    if (lossy && random.chance(faults.duplicate)) {
      injected('duplicate frame');
      this.#pass(text, random.int(0, 200));
    }
  }

  #pass(text: string, later: number): void {
    const { network, lossy } = this.#connection;
    const { platform, faults, injected } = network;
    const { scheduler, random } = platform;
    const now = scheduler.clock.now();
    let at = now + random.int(0, 5) + later + (lossy && faults.delayMs > 0 ? random.int(0, faults.delayMs) : 0);
    if (lossy && random.chance(faults.reorder)) {
      injected('reorder frame');
      at += random.int(1, 400);
    } else at = Math.max(at, this.#arrivesAt);
    if (later === 0) this.#arrivesAt = Math.max(this.#arrivesAt, at);
    scheduler.after(at - now, () => this.#connection.passes && this.#deliver(text));
  }

  /** After everything that is on its way. */
  last(run: () => void): void {
    const { scheduler, random } = this.#connection.network.platform;
    scheduler.after(Math.max(0, this.#arrivesAt - scheduler.clock.now()) + random.int(0, 5), run);
  }
}

/** What an object does with its sockets. */
export type SocketHandlers<Ctx> = {
  opened: (context: Ctx, socket: Socket) => void;
  message: (context: Ctx, socket: Socket, text: string) => Promise<void>;
  closed: (context: Ctx, socket: Socket, code: number) => void;
  /** Constant text that the runtime answers without waking the object. */
  beat: { ping: string; pong: string };
};

/** The end of a socket that an object holds: hibernatable, with an attachment that outlives memory, gone with the process. */
export class ServerSocket implements Socket {
  readonly #connection: Connection;
  #attachment: string | null = null;
  lastBeatAt: number | null = null;
  isClosing = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  send(text: string): void {
    if (this.isClosing || !this.#connection.isOpen) throw new Error('the socket is closed');
    this.#out(() => this.#connection.toClient(text));
  }

  close(code = 1000, reason = ''): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.#out(() => this.#connection.closeFromServer(code, reason));
  }

  serializeAttachment(value: unknown): void {
    this.#attachment = JSON.stringify(value);
  }

  deserializeAttachment(): unknown {
    return this.#attachment === null ? null : JSON.parse(this.#attachment);
  }

  #out(run: () => void): void {
    const life = here.getStore();
    if (life === undefined || !life.alive) throw new Dead('socket');
    life.object.emit(life, run);
  }
}

type ClientEvents = {
  opened: () => void;
  message: (text: string) => void;
  closed: (code: number, reason: string) => void;
};

/** A socket between a process outside and an object. */
export class Connection {
  readonly network: Network;
  readonly lossy: boolean;
  readonly server: ServerSocket;
  isOpen = false;
  /** Nothing passes, nothing is closed: what a dead router does. */
  isHalfOpen = false;
  /** The journal that its agent said hello with. */
  journalEpoch = '';
  /** The lease that it was welcomed with. A repeated hello is welcomed again, with the same one. */
  lease: number | null = null;
  readonly #object: SimulatedObject<unknown>;
  readonly #handlers: SocketHandlers<never>;
  readonly #client: ClientEvents;
  readonly #sockets: Set<ServerSocket>;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #clientGone = false;
  #serverGone = false;

  constructor(
    network: Network,
    target: {
      object: SimulatedObject<unknown>;
      handlers: SocketHandlers<never>;
      sockets: Set<ServerSocket>;
      lossy: boolean;
    },
    client: ClientEvents,
  ) {
    this.network = network;
    this.lossy = target.lossy;
    this.server = new ServerSocket(this);
    this.#object = target.object;
    this.#handlers = target.handlers;
    this.#sockets = target.sockets;
    this.#client = client;
    this.#up = new Pipe(this, (text) => this.#atServer(text));
    this.#down = new Pipe(this, (text) => !this.#clientGone && client.message(text));
  }

  get passes(): boolean {
    return this.isOpen && !this.isHalfOpen;
  }

  connect(): void {
    const { scheduler, random, isUp } = this.network.platform;
    if (!isUp) return scheduler.after(random.int(1, 20), () => this.#client.closed(1006, 'refused'));
    scheduler.after(random.int(1, 20), () => {
      if (!this.network.platform.isUp || this.#clientGone) return this.#tellClient(1006, 'refused');
      this.isOpen = true;
      this.#sockets.add(this.server);
      this.#inObject((context) => this.#handlers.opened(context, this.server));
      scheduler.after(random.int(1, 10), () => this.isOpen && !this.#clientGone && this.#client.opened());
    });
  }

  toServer(text: string): void {
    if (this.isOpen) this.#up.send(text);
  }

  toClient(text: string): void {
    if (this.lossy) this.network.onLeave(this, text);
    if (this.isOpen) this.#down.send(text);
  }

  #atServer(text: string): void {
    const { ping, pong } = this.#handlers.beat;
    if (text === ping) {
      this.server.lastBeatAt = this.network.platform.scheduler.clock.now();
      // Past the output gate: it proves the link and nothing else.
      return this.#down.send(pong);
    }
    this.#inObject((context) => this.#handlers.message(context, this.server, text));
  }

  /** The object closes: what it sent before still arrives, and the client answers the close. */
  closeFromServer(code: number, reason: string): void {
    const { scheduler } = this.network.platform;
    // The handshake of a close over a dead line ends by time.
    if (this.isHalfOpen) return scheduler.after(30_000, () => this.#tellServer(1006));
    this.#down.last(() => {
      if (this.isHalfOpen) return;
      this.#tellClient(code, reason);
      this.#up.last(() => this.#tellServer(code));
    });
  }

  closeFromClient(code: number): void {
    if (this.#clientGone) return;
    if (!this.isHalfOpen) this.#up.last(() => this.#tellServer(code));
    this.network.platform.scheduler.after(1, () => this.#tellClient(code, ''));
  }

  /** The line breaks; both ends notice. */
  cut(code = 1006): void {
    const { scheduler, random } = this.network.platform;
    this.isOpen = false;
    scheduler.after(random.int(0, 20), () => this.#tellClient(code, 'cut'));
    scheduler.after(random.int(0, 20), () => this.#tellServer(1006));
  }

  /** The process that held the server's end died: its end is gone without a handler having run. */
  dropServer(): void {
    this.#serverGone = true;
    this.#sockets.delete(this.server);
    this.isOpen = false;
    const { scheduler, random } = this.network.platform;
    if (!this.isHalfOpen) scheduler.after(random.int(0, 20), () => this.#tellClient(1006, 'reset'));
  }

  /** The process that held the client's end died. */
  dropClient(): void {
    this.#clientGone = true;
    const { scheduler, random } = this.network.platform;
    if (!this.isHalfOpen) scheduler.after(random.int(0, 20), () => this.#tellServer(1006));
  }

  #tellClient(code: number, reason: string): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.#client.closed(code, reason);
  }

  #tellServer(code: number): void {
    if (this.#serverGone) return;
    this.#serverGone = true;
    this.isOpen = false;
    this.#inObject((context) => {
      this.#handlers.closed(context, this.server, code);
      this.#sockets.delete(this.server);
    }, true);
  }

  #inObject(work: (context: never) => void | Promise<void>, isClose = false): void {
    if (!isClose && this.#serverGone) return;
    this.#object
      .enter(async (context) => await work(context as never))
      .catch((error: unknown) => {
        if (isClose) this.#sockets.delete(this.server);
        if (!(error instanceof Dead)) this.network.platform.onStray(this.#object, error);
      });
  }
}

const OPEN = 1;
const CLOSED = 3;

/** The agent's end of the link, as `ws` would be. */
export class ClientSocket implements LinkSocket {
  readonly connection: Connection;
  readonly bufferedAmount = 0;
  readyState = 0;
  readonly #listeners = new Map<string, ((...args: unknown[]) => void)[]>();
  readonly #isAlive: () => boolean;
  readonly #onFrame: (direction: 'up' | 'down', text: string) => void;

  constructor(
    network: Network,
    target: ConstructorParameters<typeof Connection>[1],
    process: { isAlive: () => boolean; onFrame: (direction: 'up' | 'down', text: string) => void },
  ) {
    this.#isAlive = process.isAlive;
    this.#onFrame = process.onFrame;
    this.connection = new Connection(network, target, {
      opened: () => {
        this.readyState = OPEN;
        this.#tell('open');
      },
      message: (text) => {
        if (this.readyState !== OPEN) return;
        this.#onFrame('down', text);
        this.#tell('message', Buffer.from(text), false);
      },
      closed: (code, reason) => {
        this.readyState = CLOSED;
        this.#tell('close', code, Buffer.from(reason));
      },
    });
    this.connection.connect();
  }

  readonly on: LinkSocket['on'] = (event, listener) => {
    // Each event is told with its own arguments, below.
    const told = listener as unknown as (...args: unknown[]) => void;
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), told]);
  };

  send(text: string): void {
    if (!this.#isAlive() || this.readyState !== OPEN) return;
    this.#onFrame('up', text);
    this.connection.toServer(text);
  }

  close(code: number): void {
    if (this.#isAlive()) this.connection.closeFromClient(code);
  }

  terminate(): void {
    if (this.#isAlive()) this.connection.closeFromClient(1006);
  }

  #tell(event: string, ...args: unknown[]): void {
    if (!this.#isAlive()) return;
    for (const listener of this.#listeners.get(event) ?? []) listener(...args);
  }
}
