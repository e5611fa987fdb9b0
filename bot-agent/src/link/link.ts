import { WebSocket, type RawData } from 'ws';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import { reactionTo } from '@oconnector/protocol/close-codes.ts';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import type { ChannelAsk } from '@oconnector/protocol/link/channel.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { Fenced } from '@oconnector/protocol/link/fenced.ts';
import { LINK_PING, LINK_PONG } from '@oconnector/protocol/link/heartbeat.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import type { Status } from '@oconnector/protocol/link/status.ts';
import type { Typing } from '@oconnector/protocol/link/typing.ts';
import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { LINK_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import { CLOCK_STEP_MS, type Clock, type Monotonic, type Random, type Sleep } from '../clock.ts';
import { reasonOf, type Log } from '../log.ts';
import { Unrecoverable, retrying, type Service } from '../service.ts';
import {
  SILENT_MS,
  open,
  step,
  wants,
  wantsReports,
  type Effect,
  type Range,
  type Session,
  type SessionEvent,
  type Stepped,
} from './session.ts';

/** What the link asks of the rest of the agent. Each method returns when its change is on disk, or throws. */
export type LinkOwner = {
  hello(): Omit<Hello, 't' | 'proto' | 'clock'> & { lease: number | null };
  welcomed(welcome: Welcome, roundTripMs: number, foreign: boolean): void;
  closed(): void;
  rowsAfter(after: number, items: number, bytes: number): { item: UpItem; bytes: number }[];
  upNext(): number;
  held(h: number, ranges: Range[]): void;
  bury(s: number, code: string): void;
  store(items: DownItem[], held: number): void;
  fence(fences: Fence[]): Omit<Fenced, 't'>[];
  reportsAfter(after: number, limit: number): { r: number; report: CommandReport }[];
  reported(rs: number[]): void;
  look(commands: Command[]): void;
  channel(ask: ChannelAsk): void;
  /** What the cliente chose, as far as this agent goes by it. */
  configure(settings: AgentSettings): void;
  renew(): void;
  forget(): void;
  /** One of the above threw; the link goes down and resumes. */
  fault(thrown: unknown): void;
};

/** The server does not know this credential (any more). */
export class Unauthorised extends Unrecoverable {}

const TICK_MS = 1_000;
/** A link that lived this long starts its backoff anew when it ends. */
const STABLE_MS = 3_000;
/** After another agent took the lease: long enough for it to do its work if there are really two. */
const REPLACED_WAIT_MS = 60_000;
/** How much may wait in the socket before more rows are read. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const CONNECT_WAIT_MS = 15_000;
/** How long the peer may take to answer a close. */
const CLOSE_WAIT_MS = 1_000;

/** A socket to the Gateway, as far as the link uses it. `ws` has it; the simulation brings its own. */
export type LinkSocket = {
  readonly readyState: number;
  readonly bufferedAmount: number;
  send: (text: string) => void;
  close: (code: number, reason: string) => void;
  /** Ends it without a handshake. */
  terminate: () => void;
  on: <Name extends keyof LinkSocketEvents>(
    event: Name,
    listener: (...args: LinkSocketEvents[Name]) => void,
  ) => unknown;
};
type LinkSocketEvents = {
  open: [];
  message: [data: RawData, isBinary: boolean];
  close: [code: number, reason: Buffer];
  /** The server answered with something else than a socket. */
  'unexpected-response': [request: unknown, response: { statusCode?: number | undefined; resume: () => void }];
  error: [error: Error];
};

/** Opens a socket. Whatever goes wrong comes as an event. */
export type Dial = (url: string, credential: string) => LinkSocket;

const dialWebSocket: Dial = (url, credential) =>
  new WebSocket(url, {
    headers: { authorization: `Bearer ${credential}` },
    perMessageDeflate: false,
    maxPayload: 2 * MAX_LINK_FRAME_BYTES,
    handshakeTimeout: CONNECT_WAIT_MS,
  });

type Options = {
  serverUrl: string;
  credential: string;
  owner: LinkOwner;
  clock: Clock;
  /** Measures every wait of the session: a clock that was set would hold one up for as long as it was set back. */
  monotonic: Monotonic;
  sleep: Sleep;
  random: Random;
  log: Log;
  tickMs?: number;
  dial?: Dial;
};

type Ended = { code: number; reason: string; ours: boolean };

/** Keeps one socket to the Gateway open and its session going; says what it hears to its owner. */
export class Link implements Service {
  readonly name = 'link';
  readonly #options: Options;
  #socket: LinkSocket | null = null;
  #session: Session | null = null;
  #destroy: ((ended: Ended) => void) | null = null;
  #heardAt = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#session?.phase === 'live';
  }

  /** Live, and heard lately by the clock on the wall: a machine that slept has heard nothing, whatever its timers say. */
  get isFresh(): boolean {
    return this.isLive && Math.abs(this.#options.clock.now() - this.#heardAt) <= SILENT_MS;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { sleep, random, log, monotonic } = this.#options;
    await retrying(
      async (settled) => {
        const startedAt = monotonic();
        const ended = await this.#once(signal);
        if (signal.aborted) return 'done';
        if (monotonic() - startedAt > STABLE_MS) settled();
        log.info('link_closed', { code: ended.code, reason: ended.reason });
        const reaction = ended.ours ? 'resume' : reactionTo(ended.code);
        if (reaction === 'stop') throw stopped(ended);
        if (reaction === 'wait') await sleep(REPLACED_WAIT_MS * (1 + random() / 2), signal);
        return 'again';
      },
      { signal, sleep, random, log, name: this.name },
    );
  }

  /** There may be something to send: rows or reports. */
  wake(): void {
    if (!this.#session) return;
    // Also between hello and welcome: what came then is sent with the welcome, not with the next message.
    this.#feed({ kind: 'grown', upNext: this.#options.owner.upNext() });
  }

  /** Sends a frame that nothing depends on; false when there is no session to carry it. */
  tell(frame: Status | Typing): boolean {
    if (this.#session?.phase !== 'live') return false;
    this.#send(frame);
    return true;
  }

  /** Drops the socket; the next one resumes. */
  reconnect(reason: string): void {
    this.#destroy?.({ code: 1000, reason, ours: true });
  }

  /** One socket from connect to close. */
  async #once(signal: AbortSignal): Promise<Ended> {
    const { serverUrl, credential, dial, sleep } = this.#options;
    const socket = (dial ?? dialWebSocket)(`${serverUrl.replace(/^http/, 'ws')}/api/whatsapp/link`, credential);
    this.#socket = socket;
    const ticking = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    const down = (ended: Ended): void => {
      ticking.abort();
      signal.removeEventListener('abort', leave);
      if (this.#socket !== socket) return;
      const wasLive = this.#session !== null;
      this.#socket = null;
      this.#session = null;
      this.#destroy = null;
      closeQuietly(socket, ended.ours ? ended.code : 1000, ended.reason, sleep);
      if (wasLive) this.#options.owner.closed();
      resolve(ended);
    };
    const leave = (): void => down({ code: 1001, reason: 'going away', ours: true });
    signal.addEventListener('abort', leave, { once: true });
    this.#destroy = down;
    socket.on('open', () => {
      void this.#tick(ticking.signal);
      this.#begin();
    });
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', (code, reason) => down({ code, reason: reason.toString().slice(0, 200), ours: false }));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      // Only the server itself says 401; a 403 may be a proxy's, which will change its mind.
      if (status === 401) reject(stopped({ code: 4401, reason: `HTTP ${status}`, ours: false }));
      if (status === 426) reject(stopped({ code: 4426, reason: 'HTTP 426', ours: false }));
      down({ code: 1006, reason: `HTTP ${status}`, ours: true });
    });
    // Always followed by `close`; without a listener it would end the process.
    socket.on('error', (error) => this.#options.log.debug('link_error', { reason: error.message }));
    if (signal.aborted) leave();
    return promise;
  }

  async #tick(signal: AbortSignal): Promise<void> {
    const { clock, sleep, tickMs = TICK_MS } = this.#options;
    for (;;) {
      const before = clock.now();
      await sleep(tickMs, signal);
      if (signal.aborted) return;
      // What was known of the server's time is void: the next welcome tells it anew, and nothing is sent or expires until then.
      if (Math.abs(clock.now() - before - tickMs) > CLOCK_STEP_MS)
        return this.reconnect('the clock of this machine stepped');
      this.#feed({ kind: 'tick' });
    }
  }

  #begin(): void {
    const { owner, clock, monotonic } = this.#options;
    const { lease, ...hello } = owner.hello();
    this.#apply(open({ ...hello, proto: LINK_PROTOCOL, clock: clock.now() }, lease, monotonic()));
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    this.#heardAt = this.#options.clock.now();
    const text = isBinary ? new Uint8Array(0) : toText(data);
    if (text === LINK_PONG) return this.#feed({ kind: 'pong' });
    const decoded = decode(DownFrame, text, MAX_LINK_FRAME_BYTES);
    if (decoded.ok) return this.#feed({ kind: 'frame', frame: decoded.frame });
    this.#options.log.warn('frame_refused', decoded.error);
    this.#send({ t: 'nack', s: null, ...decoded.error, fatal: true });
  }

  #feed(event: SessionEvent): void {
    if (!this.#session) return;
    this.#apply(step(this.#session, event, this.#options.monotonic()));
    this.#pump();
  }

  /** Reads and sends as long as the session wants something and the socket takes it. */
  #pump(): void {
    this.#guard(() => {
      const { owner, monotonic } = this.#options;
      while (this.#session && this.#socket && this.#socket.bufferedAmount < MAX_BUFFERED_BYTES) {
        const now = monotonic();
        const rows = wants(this.#session, now);
        if (rows) {
          this.#apply(
            step(this.#session, { kind: 'rows', rows: owner.rowsAfter(rows.after, rows.items, rows.bytes) }, now),
          );
          continue;
        }
        const reports = wantsReports(this.#session);
        const items = reports ? owner.reportsAfter(reports.after, reports.items) : [];
        if (items.length === 0) return;
        this.#apply(step(this.#session, { kind: 'reports', items }, now));
      }
    });
  }

  #apply({ session, effects }: Stepped): void {
    const socket = this.#socket;
    this.#session = session;
    for (const effect of effects) {
      // The owner's reaction to an effect may have taken the link down.
      if (this.#socket !== socket) return;
      if (!this.#guard(() => this.#carryOut(effect))) return;
    }
  }

  /** What the owner cannot store the session must not acknowledge: the link goes down and resumes. */
  #guard(body: () => void): boolean {
    try {
      body();
      return true;
    } catch (thrown) {
      this.#options.log.warn('link_fault', { reason: reasonOf(thrown) });
      this.#options.owner.fault(thrown);
      this.reconnect('internal fault');
      return false;
    }
  }

  #carryOut(effect: Effect): void {
    const { owner, log } = this.#options;
    switch (effect.do) {
      case 'send':
        return this.#send(effect.frame);
      case 'ping':
        return this.#socket?.send(LINK_PING);
      case 'welcomed':
        return owner.welcomed(effect.welcome, effect.roundTripMs, effect.foreign);
      case 'held':
        return owner.held(effect.h, effect.ranges);
      case 'bury':
        log.error('dead_letter', { s: effect.s, code: effect.code });
        return owner.bury(effect.s, effect.code);
      case 'store':
        return owner.store(effect.items, effect.held);
      case 'fence':
        for (const answer of owner.fence(effect.fences)) this.#send({ t: 'fenced', ...answer });
        return;
      case 'reported':
        return owner.reported(effect.rs);
      case 'look':
        return owner.look(effect.commands);
      case 'channel':
        return owner.channel(effect.ask);
      case 'configure':
        return owner.configure(effect.settings);
      case 'renew':
        return owner.renew();
      case 'forget':
        return owner.forget();
      case 'log':
        return log.warn(effect.event, effect.data);
      case 'destroy':
        return this.#destroy?.({ code: effect.code, reason: effect.reason, ours: true });
    }
  }

  #send(frame: UpFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encode(frame));
  }
}

const toText = (data: RawData): string =>
  (Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8');

/** Why a close with the reaction `stop` needs a person, and what he can do. */
const stopped = ({ code, reason }: Ended): Unrecoverable => {
  if (code === 4401) {
    return new Unauthorised(
      'The server does not accept the credential of this agent: make a new pairing code in the dashboard, and start the agent with it as PAIR_CODE.',
    );
  }
  if (code === 4426)
    return new Unrecoverable('The server no longer speaks the protocol of this agent: install the newest version.');
  if (code === 4400)
    return new Unrecoverable(
      'The server lost commands that this agent holds: make a new pairing code, remove DATA_DIR/credential.json and start with PAIR_CODE.',
    );
  return new Unrecoverable(`The server closed the link for good (${code} ${reason}).`);
};

/** Closes without throwing, whatever state the socket is in; 1006 and the like may not be sent, so the socket is cut. */
const closeQuietly = (socket: LinkSocket, code: number, reason: string, sleep: Sleep): void => {
  if (socket.readyState === WebSocket.CLOSED) return;
  if (socket.readyState !== WebSocket.OPEN || code === 1006) return socket.terminate();
  socket.close(code, reason.slice(0, 100));
  // A peer that never answers the close would keep the socket for half a minute.
  const answered = new AbortController();
  socket.on('close', () => answered.abort());
  void sleep(CLOSE_WAIT_MS, answered.signal).then(() => socket.terminate());
};
