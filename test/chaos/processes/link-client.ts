import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

type Command = { commandId: string; contactId: string; class: string; generation: number };
type Frame = { t: string } & Record<string, unknown>;
type Item = { s: number; message: { waId: string } & Record<string, unknown> };

export type LinkClientOptions = {
  serverUrl: string;
  credential: string;
  /** What becomes of commands: `accept` reports them as read at once, `ignore` stores them and says nothing more. */
  commands: 'accept' | 'ignore';
  window?: number;
};

/**
 * The link protocol from the agent's end, written anew from docs/PROTOCOL.md: a journal in memory, frames of up to a hundred
 * items, at most eight under way. For load that no channel slows down, and for a second agent that leaves others in the lurch.
 */
export class LinkClient {
  readonly #options: LinkClientOptions;
  readonly #botId = randomUUID();
  readonly epoch = randomUUID();
  #socket: WebSocket | null = null;
  #journal: Item[] = [];
  #next = 1;
  #sent = 0;
  #held = 0;
  #underWay: { last: number }[] = [];
  #downHeld = 0;
  #gatewayEpoch: string | null = null;
  #report = 1;
  #notBefore = 0;
  readonly #writtenAt = new Map<number, number>();
  /** From being written into the journal to being acknowledged. */
  readonly ackMs: number[] = [];
  readonly commands: Command[] = [];
  readonly nacks: string[] = [];
  lease = 0;
  closedWith: number | null = null;
  onFrame: (frame: Frame) => void = () => {};

  constructor(options: LinkClientOptions) {
    this.#options = options;
  }

  /** Highest number that the Gateway holds without a gap. */
  get held(): number {
    return this.#held;
  }

  get waiting(): number {
    return this.#next - 1 - this.#held;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.lease > 0;
  }

  /** Opens a socket and waits for `welcome`. Rejects when it is refused or closed before. */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.lease = 0;
      this.closedWith = null;
      const socket = new WebSocket(`${this.#options.serverUrl.replace(/^http/, 'ws')}/api/whatsapp/link`, {
        headers: { authorization: `Bearer ${this.#options.credential}` },
        perMessageDeflate: false,
      });
      this.#socket = socket;
      socket.once('open', () =>
        this.raw({
          t: 'hello',
          proto: 1,
          botId: this.#botId,
          boot: randomUUID(),
          journalEpoch: this.epoch,
          upNext: this.#next,
          gatewayEpoch: this.#gatewayEpoch,
          downHeld: this.#downHeld,
          clock: Date.now(),
        }),
      );
      socket.on('error', reject);
      socket.on('close', (code) => {
        if (this.#socket === socket) this.closedWith = code;
        reject(new Error(`closed with ${code}`));
      });
      socket.on('message', (data) => {
        const text = String(data);
        if (text === 'pong') return;
        const frame = JSON.parse(text) as Frame;
        this.#take(frame);
        if (frame.t === 'welcome') resolve();
        this.onFrame(frame);
      });
    });
  }

  /** Sends any frame, also one that no agent would. */
  raw(frame: unknown): void {
    this.rawText(JSON.stringify(frame));
  }

  rawText(text: string | Uint8Array): void {
    this.#socket?.send(text);
  }

  /** A text frame whose bytes are no UTF-8. */
  invalidUtf8(): void {
    this.#socket?.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  }

  /** Stops reading, as a peer does that hangs. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  ready(): void {
    this.raw({ t: 'status', status: { channel: 'simulated', state: 'ready', since: Date.now(), detail: null } });
  }

  /** Puts a contact's message into the journal; it leaves as soon as the window allows. */
  write(phone: string, text: string, waId = `3A${randomUUID().replaceAll('-', '').toUpperCase()}`): string {
    const message = {
      waId,
      fromMe: false,
      contact: [{ kind: 'phone', value: phone }],
      pushName: null,
      content: { type: 'text', text },
      sentAt: Date.now(),
      old: false,
    };
    this.#writtenAt.set(this.#next, performance.now());
    this.#journal.push({ s: this.#next++, message });
    this.#pump();
    return waId;
  }

  close(): void {
    this.#socket?.close(1000);
    this.#socket = null;
  }

  terminate(): void {
    this.#socket?.terminate();
  }

  #take(frame: Frame): void {
    switch (frame.t) {
      case 'welcome':
        this.lease = Number(frame['lease']);
        this.#gatewayEpoch = String(frame['gatewayEpoch']);
        this.#underWay = [];
        this.#sent = Number(frame['upHeld']);
        this.#hold(Number(frame['upHeld']));
        for (const fence of frame['fences'] as Record<string, unknown>[])
          this.raw({ t: 'fenced', ...fence, inFlight: [] });
        return;
      case 'ack':
        this.#hold(Number(frame['h']));
        return;
      case 'cancel':
        for (const fence of frame['fences'] as Record<string, unknown>[])
          this.raw({ t: 'fenced', ...fence, inFlight: [] });
        return;
      case 'down':
        return this.#onDown(frame['items'] as { s: number; command: Command }[]);
      case 'nack':
        this.nacks.push(String(frame['code']));
        if (frame['fatal'] === false) {
          this.#underWay = [];
          this.#sent = this.#held;
          this.#notBefore = Date.now() + 1_000;
          setTimeout(() => this.#pump(), 1_050).unref();
        }
    }
  }

  #onDown(items: { s: number; command: Command }[]): void {
    for (const { s, command } of items) {
      this.#downHeld = Math.max(this.#downHeld, s);
      this.commands.push(command);
    }
    this.raw({ t: 'ack', h: this.#downHeld, sack: [] });
    if (this.#options.commands === 'ignore') return;
    const at = Date.now();
    this.raw({
      t: 'report',
      items: items.map(({ command: { commandId, contactId } }) => ({
        r: this.#report++,
        report: {
          commandId,
          contactId,
          state: 'accepted',
          reason: null,
          waId: `3EB0${commandId.replaceAll('-', '')}`,
          at,
        },
      })),
    });
  }

  #hold(h: number): void {
    const now = performance.now();
    this.#held = Math.max(this.#held, h);
    while (this.#journal[0] && this.#journal[0].s <= this.#held) {
      const { s } = this.#journal.shift() as Item;
      const at = this.#writtenAt.get(s);
      if (at !== undefined) this.ackMs.push(now - at);
      this.#writtenAt.delete(s);
    }
    this.#underWay = this.#underWay.filter(({ last }) => last > this.#held);
    this.#pump();
  }

  #pump(): void {
    const window = this.#options.window ?? 256;
    while (this.isOpen && Date.now() >= this.#notBefore) {
      const waiting = this.#next - 1 - this.#sent;
      const room = Math.min(100, window - (this.#sent - this.#held));
      // One frame under way; what comes meanwhile goes with the next one, unless it fills a frame by itself.
      if (waiting === 0 || room < 1 || this.#underWay.length >= 8 || (this.#underWay.length > 0 && waiting < 100))
        return;
      const first = this.#journal[0]?.s ?? this.#next;
      const items = this.#journal.slice(this.#sent + 1 - first, this.#sent + 1 - first + room);
      const last = items.at(-1);
      if (!last) return;
      this.#sent = last.s;
      this.#underWay.push({ last: last.s });
      this.raw({ t: 'up', items });
    }
  }
}
