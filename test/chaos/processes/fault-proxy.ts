import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { SeededRandom } from '../sim/scheduler.ts';

/** What happens to frames between the agent and the Gateway. Probabilities are per frame. */
export type Faults = {
  /** Chance to drop a frame, by its `t`; `*` is every other one. */
  drop: Record<string, number>;
  /** Copies of each frame beyond the first. */
  duplicates: number;
  /** A frame may be held back until up to so many later ones have passed. */
  reorderWindow: number;
  delayMs: [min: number, max: number];
  /** Nothing passes, nothing is closed: what a dead router does. */
  halfOpen: boolean;
};

export const NO_FAULTS: Faults = { drop: {}, duplicates: 0, reorderWindow: 0, delayMs: [0, 0], halfOpen: false };

/** What was really done to frames; a fault that was never injected proves nothing. */
export type Injected = {
  passed: number;
  dropped: number;
  duplicated: number;
  reordered: number;
  delayed: number;
  swallowed: number;
  cut: number;
};

/** A frame as it came in, before anything was done to it. `link` numbers the sockets in the order of their coming. */
export type Seen = { link: number; from: 'agent' | 'gateway'; text: string; at: number };

const kindOf = (text: string): string => /"t":"([a-z]+)"/.exec(text.slice(0, 64))?.[1] ?? text.slice(0, 8);

/** One direction of one link. */
class Pipe {
  readonly #send: (text: string) => void;
  readonly #proxy: FaultProxy;
  readonly #held: { text: string; passLeft: number }[] = [];

  constructor(proxy: FaultProxy, send: (text: string) => void) {
    this.#proxy = proxy;
    this.#send = send;
  }

  take(text: string): void {
    const { faults, random, injected } = this.#proxy;
    if (faults.halfOpen) return void injected.swallowed++;
    if (random.chance(faults.drop[kindOf(text)] ?? faults.drop['*'] ?? 0)) return void injected.dropped++;
    if (faults.reorderWindow > 0 && random.chance(0.3)) {
      injected.reordered++;
      this.#held.push({ text, passLeft: random.int(1, faults.reorderWindow) });
      // A held frame must not wait for traffic that never comes.
      setTimeout(() => this.#release(0), 250).unref();
      return;
    }
    this.#pass(text);
    this.#release(1);
  }

  /** Lets go of what enough later frames have passed; with 0, of everything. */
  #release(passed: number): void {
    for (const held of this.#held) held.passLeft = passed === 0 ? 0 : held.passLeft - passed;
    for (
      let i = this.#held.findIndex(({ passLeft }) => passLeft <= 0);
      i >= 0;
      i = this.#held.findIndex(({ passLeft }) => passLeft <= 0)
    ) {
      const [held] = this.#held.splice(i, 1);
      if (held) this.#pass(held.text);
    }
  }

  #pass(text: string): void {
    const { faults, random, injected } = this.#proxy;
    for (let copy = 0; copy <= faults.duplicates; copy++) {
      if (copy > 0) injected.duplicated++;
      const delay = random.int(...faults.delayMs);
      injected.passed++;
      if (delay === 0) this.#send(text);
      else {
        injected.delayed++;
        setTimeout(() => this.#send(text), delay).unref();
      }
    }
  }
}

/**
 * Stands between the bot agent and the Worker: HTTP passes as it is, frames of the link through the faults that are set
 * at the moment.
 */
export class FaultProxy {
  faults: Faults = NO_FAULTS;
  /** No new link comes through. */
  blocked = false;
  readonly random: SeededRandom;
  readonly injected: Injected = {
    passed: 0,
    dropped: 0,
    duplicated: 0,
    reordered: 0,
    delayed: 0,
    swallowed: 0,
    cut: 0,
  };
  readonly #upstream: URL;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 });
  readonly #pairs = new Set<{ agent: WebSocket; gateway: WebSocket }>();
  /** Told of every frame as it comes in. */
  tap: (seen: Seen) => void = () => {};
  #links = 0;

  constructor(upstream: string, random: SeededRandom) {
    this.#upstream = new URL(upstream);
    this.random = random;
    this.#server = createServer((incoming, answer) => {
      const passed = request(
        new URL(incoming.url ?? '/', this.#upstream).href,
        { method: incoming.method, headers: incoming.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      passed.on('error', () => answer.writeHead(502).end());
      incoming.pipe(passed);
    });
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(incoming, socket, head),
    );
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Frames that came otherwise than they were sent, or not at all. */
  get tampered(): number {
    const { dropped, duplicated, reordered, delayed } = this.injected;
    return dropped + duplicated + reordered + delayed;
  }

  /** Cuts every link, as a cable does: no close frame. */
  cut(): void {
    for (const { agent, gateway } of this.#pairs) {
      this.injected.cut++;
      agent.terminate();
      gateway.terminate();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#sockets.close();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.blocked) return void socket.destroy();
    const target = new URL(incoming.url ?? '/', this.#upstream);
    target.protocol = 'ws:';
    const { authorization } = incoming.headers;
    const gateway = new WebSocket(target.href, {
      headers: authorization === undefined ? {} : { authorization },
      perMessageDeflate: false,
    });
    gateway.once('unexpected-response', (_, response) => {
      socket.end(`HTTP/1.1 ${response.statusCode ?? 502} ${response.statusMessage ?? ''}\r\nconnection: close\r\n\r\n`);
    });
    gateway.once('error', () => socket.destroy());
    gateway.once('open', () =>
      this.#sockets.handleUpgrade(incoming, socket, head, (agent) => this.#join(agent, gateway)),
    );
  }

  #join(agent: WebSocket, gateway: WebSocket): void {
    const pair = { agent, gateway };
    const link = ++this.#links;
    this.#pairs.add(pair);
    const forward = (from: WebSocket, to: WebSocket): void => {
      const pipe = new Pipe(this, (text) => {
        if (to.readyState === WebSocket.OPEN) to.send(text);
      });
      from.on('message', (data) => {
        const text = String(data);
        this.tap({ link, from: from === agent ? 'agent' : 'gateway', text, at: Date.now() });
        pipe.take(text);
      });
      from.on('error', () => {});
      from.on('close', (code, reason) => {
        this.#pairs.delete(pair);
        // A half-open line does not tell the other end either.
        if (this.faults.halfOpen) return;
        if (code >= 1000 && code !== 1005 && code !== 1006) to.close(code, reason);
        else to.terminate();
      });
    };
    forward(agent, gateway);
    forward(gateway, agent);
  }
}
