import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import { UpFrame } from '@oconnector/protocol/link/up.ts';
import { LINK_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import { whatOf } from '@oconnector/protocol/model/what-of.ts';
import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';

type Frame<T extends UpFrame['t']> = Extract<UpFrame, { t: T }>;

/** A one-time token as the server signs them. */
export const phoneToken = (key: string, expiresAt = Date.now() + 60_000, nonce: string = randomUUID()): string => {
  const payload = `${expiresAt}.${nonce}`;
  return `${payload}.${createHmac('sha256', key).update(payload).digest('hex')}`;
};

/**
 * The other end of the link, as the protocol describes it, on a real socket: a peer for the agent's tests that can be
 * told to misbehave. It shares no code with the Worker's Gateway.
 */
export class TestGateway {
  readonly received: ReceivedMessage[] = [];
  readonly reports: CommandReport[] = [];
  readonly fenced: Frame<'fenced'>[] = [];
  readonly statuses: Frame<'status'>[] = [];
  readonly typing: Frame<'typing'>[] = [];
  readonly hellos: Hello[] = [];
  readonly nacks: Frame<'nack'>[] = [];
  readonly upFrames: Frame<'up'>[] = [];
  readonly credentials: (string | undefined)[] = [];
  pings = 0;
  /** Null: a Gateway that does not say its version. */
  proto: number | null = LINK_PROTOCOL;
  serverTime = (): number => Date.now();
  gatewayEpoch = 'gw-1';
  lease = 0;
  window = { items: 256, bytes: 1024 * 1024 };
  fences: Fence[] = [];
  refuseWith: number | null = null;
  /** Status of the next pairings; 200 = paired. */
  pairWith = 200;
  readonly pairings: unknown[] = [];
  /** Files that the agent brought, by media id: a body, or what it says became of it. Only files of messages that were received. */
  readonly files = new Map<string, Buffer | { state: string; reason: string }>();
  /** Every request about a file. */
  readonly fileRequests: string[] = [];
  /** Files of commands. */
  readonly outbound = new Map<string, Buffer>();
  /** Status with which the next requests about files are refused; null = they are served. */
  refuseFilesWith: number | null = null;
  /** Answers to be swallowed. */
  mute = new Set<'pong' | 'ack' | 'reported' | 'welcome' | 'sync'>();
  /** Replaces the handling of a frame; true = handled. */
  onFrame: (frame: UpFrame, gateway: TestGateway) => boolean = () => false;

  readonly #http: Server;
  readonly #wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  #socket: WebSocket | null = null;
  #held = new Map<string, Set<number>>();
  #keys = new Set<string>();
  #pending: { s: number; command: Command }[] = [];
  #downNext = 1;
  #downHeld = 0;
  #waiters: (() => void)[] = [];
  #url = '';

  constructor() {
    this.#http = createServer((request, response) => void this.#onRequest(request, response));
    this.#http.on('upgrade', (request, socket, head) => {
      this.credentials.push(request.headers.authorization);
      if (this.refuseWith !== null) {
        socket.end(`HTTP/1.1 ${this.refuseWith} No\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#wss.handleUpgrade(request, socket, head, (opened) => this.#onOpen(opened));
    });
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', () => resolve()));
    this.#url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    return this;
  }

  get url(): string {
    return this.#url;
  }

  async stop(): Promise<void> {
    for (const socket of this.#wss.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  /** Sends to the agent now, whatever the session thinks of it. */
  push(frame: DownFrame | string): void {
    this.#socket?.send(typeof frame === 'string' ? frame : encode(frame));
  }

  close(code: number): void {
    this.#socket?.close(code);
  }

  /** Cuts the socket without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Hands a command down, durably as the real one: again after each reconnect until it is held. */
  enqueue(...commands: Command[]): void {
    const items = commands.map((command) => ({ s: this.#downNext++, command }));
    this.#pending.push(...items);
    if (this.#socket) this.push({ t: 'down', lease: this.lease, items });
  }

  /** Resolves when the condition holds after something has come in; the test's own time-out bounds it. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  states(commandId: string): string[] {
    return this.reports.filter((report) => report.commandId === commandId).map((report) => report.state);
  }

  texts(): string[] {
    return this.received.map((message) =>
      message.content.type === 'text' ? message.content.text : `[${whatOf(message.content)}]`,
    );
  }

  /** As much of the API as the agent and `npm run phone` use. */
  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/api/whatsapp/pair') {
      this.pairings.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      this.#wake();
      if (this.pairWith !== 200) return void answer(this.pairWith, { error: {} });
      return void answer(200, { numberId: 'num_test', clienteId: 'cli_test', credential: 'secret' });
    }
    if (request.url === '/api/auth/login') {
      const user = {
        userId: 'usr_a',
        email: 'a@b',
        name: 'A',
        clienteId: 'cli_test',
        clienteName: 'T',
        roles: ['owner'],
      };
      return void answer(200, { user, expiresAt: 1, tokens: { accessToken: 'a', refreshToken: 'r' } });
    }
    const file = /^\/api\/whatsapp\/media\/([^/]+)(\/\w+)?$/.exec(request.url ?? '');
    if (file?.[1] !== undefined) return this.#onFile(request, response, file[1], Buffer.concat(chunks));
    const phones = this.statuses.at(-1)?.phones;
    if (request.url !== '/api/whatsapp/simulator' || !phones) return void answer(404, {});
    return void answer(200, { url: phones.url, token: phoneToken(phones.key), numberId: 'num_test' });
  }

  #onFile(request: IncomingMessage, response: ServerResponse, mediaId: string, body: Buffer): void {
    this.fileRequests.push(`${request.method} ${request.url}`);
    this.#wake();
    const answer = (status: number, json: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (this.refuseFilesWith !== null) return answer(this.refuseFilesWith, {});
    if (request.headers.authorization !== 'Bearer secret') return answer(401, {});
    if (request.method === 'GET') {
      const bytes = this.outbound.get(mediaId);
      if (!bytes) return answer(404, {});
      return void response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    }
    const isAnnounced = this.received.some(
      ({ content }) => content.type === 'media' && content.media.mediaId === mediaId,
    );
    if (!isAnnounced) return answer(404, {});
    if (request.method === 'POST') {
      const outcome = JSON.parse(body.toString('utf8')) as { state: string; reason: string };
      this.files.set(mediaId, outcome);
      return answer(200, { state: outcome.state });
    }
    const sha256 = createHash('sha256').update(body).digest('hex');
    if (request.headers['x-content-sha256'] !== sha256) return answer(400, {});
    this.files.set(mediaId, body);
    return answer(200, { state: 'ready' });
  }

  #onOpen(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (text === 'ping') {
        this.pings++;
        if (!this.mute.has('pong')) socket.send('pong');
      } else {
        const decoded = decode(UpFrame, text, 512 * 1024);
        if (!decoded.ok) throw new Error(`the agent sent a bad frame: ${decoded.error.message}`);
        if (!this.onFrame(decoded.frame, this)) this.#handle(decoded.frame);
      }
      this.#wake();
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null;
      this.#wake();
    });
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #handle(frame: UpFrame): void {
    switch (frame.t) {
      case 'hello':
        return this.#onHello(frame);
      case 'up':
        return this.#onUp(frame);
      case 'ack':
        this.#downHeld = Math.max(this.#downHeld, frame.h);
        return;
      case 'report':
        this.reports.push(...frame.items.map((item) => item.report));
        if (!this.mute.has('reported')) this.push({ t: 'reported', r: frame.items.map((item) => item.r) });
        return;
      case 'fenced':
        this.fenced.push(frame);
        return;
      case 'status':
        this.statuses.push(frame);
        return;
      case 'typing':
        this.typing.push(frame);
        return;
      case 'nack':
        this.nacks.push(frame);
        return;
      case 'sync':
        if (!this.mute.has('sync')) this.push({ t: 'sync', h: this.#contiguous() });
    }
  }

  #epoch = '';
  #holder = { epoch: '', lease: 0, since: 1 };
  #onHello(hello: Hello): void {
    this.hellos.push(hello);
    this.#epoch = hello.journalEpoch;
    const unbroken = this.#holder.epoch === hello.journalEpoch && this.#holder.lease === this.lease;
    this.lease++;
    this.#holder = { epoch: hello.journalEpoch, lease: this.lease, since: unbroken ? this.#holder.since : this.lease };
    if (this.mute.has('welcome')) return;
    const upHeld = this.#contiguous();
    const same = hello.gatewayEpoch === this.gatewayEpoch;
    this.push({
      t: 'welcome',
      ...(this.proto === null ? {} : { proto: this.proto }),
      lease: this.lease,
      yoursSince: this.#holder.since,
      gatewayEpoch: this.gatewayEpoch,
      upHeld,
      downNext: this.#downNext,
      window: this.window,
      serverTime: this.serverTime(),
      numberId: 'num_test',
      fences: this.fences,
    });
    const again = this.#pending.filter((item) => !same || item.s > hello.downHeld);
    if (again.length > 0) this.push({ t: 'down', lease: this.lease, items: again });
  }

  #onUp(frame: Frame<'up'>): void {
    this.upFrames.push(frame);
    const held = this.#held.get(this.#epoch) ?? new Set();
    this.#held.set(this.#epoch, held);
    for (const { s, message } of frame.items) {
      held.add(s);
      const key = `${message.fromMe} ${message.waId}`;
      if (!this.#keys.has(key)) this.received.push(message);
      this.#keys.add(key);
    }
    if (this.mute.has('ack')) return;
    const h = this.#contiguous();
    const above = [...held].filter((s) => s > h).sort((a, b) => a - b);
    this.push({ t: 'ack', h, sack: above.map((s): [number, number] => [s, s]) });
  }

  #contiguous(): number {
    const held = this.#held.get(this.#epoch);
    let h = 0;
    while (held?.has(h + 1)) h++;
    return h;
  }
}
