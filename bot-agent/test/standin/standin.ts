import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { buildPage } from './build-page.ts';
import type { Knobs, Me, PageFrame, SentFile, ServerFrame, WireMessage } from './wire.ts';

/**
 * A stand-in for WhatsApp Web, so that the real whatsapp-web.js can be driven in a real Chromium with no network: a page
 * (`page/`, which the library itself serves in the place of https://web.whatsapp.com/) with the modules that the library
 * asks for, and this server behind it, which holds what WhatsApp's servers would and writes down what reached them.
 *
 * What it cannot prove: that today's WhatsApp Web still has these modules, names and events; that it takes message ids of
 * our form; that a restored session, a conflict, a logout, a passkey or a restriction look as they do here; how fast
 * anything is; what gets a number banned. It is written from the library's source (1.34.7), not from WhatsApp's. Only a
 * run with a spare number shows these (the checklist in docs/WHATSAPP.md).
 *
 * Known differences: the page waits with `hasSynced` until the library listens, unless `syncedEarly` is set; messages in
 * its store that the server has not got are sent by the page itself after a restart, which is assumed of WhatsApp Web.
 */
export type TruthLine = {
  /** `out`: the server took a message from the page; `repeat`: it had this id already. */
  k: 'out' | 'repeat';
  id: string;
  chat: string;
  body: string;
  at: number;
  /** WhatsApp's name of what it is, and its file. */
  type: string;
  file: SentFile | null;
};

/** What a person wrote: a contact, or the owner on the shop's phone. */
export type Written = { id: string; chat: string; fromMe: boolean; body: string; at: number };

export type Contact = { phone: string; lid: string; name: string; knownLid: boolean };

const VERSION = 'standin-1';
const SOUND: Knobs = { syncedEarly: false, sends: 'ok', history: 'ok', ids: 'free', logout: 'ok', shows: '' };
const ME: Me = { pn: '551155500100@c.us', lid: '900000000000100@lid', name: 'Loja Demo' };

/** WhatsApp's servers, a shop's phone and its contacts' phones, as far as the page needs them. */
export class StandIn {
  readonly #server: WebSocketServer;
  readonly #truth: number;
  readonly #truthFile: string;
  readonly #messages: WireMessage[] = [];
  readonly #written: Written[] = [];
  readonly #contacts = new Map<string, Contact>();
  /** Phones of which WhatsApp does not say which lid they have. */
  readonly #hidden = new Set<string>();
  readonly #typed: { chat: string; state: string }[] = [];
  readonly #seen: string[] = [];
  readonly #codes: string[] = [];
  /** What lies on WhatsApp's servers, by path. Taken away here, it is gone. */
  readonly files = new Map<string, Buffer>();
  /** Whether uploads are taken. */
  uploads: 'ok' | 'refused' = 'ok';
  #page: WebSocket | null = null;
  #credential: string | null = null;
  #refs = 0;
  #scans = 0;
  #knobs: Knobs = SOUND;
  /** What the server does with a message that the page hands over: `mute` takes it and never says so. */
  taking: 'ok' | 'mute' = 'ok';
  /** Folder of cached pages, for WHATSAPP_WEB_CACHE. */
  readonly cache: string;

  private constructor(server: WebSocketServer, folder: string) {
    this.#server = server;
    this.cache = join(folder, 'cache');
    mkdirSync(this.cache, { recursive: true });
    this.#truthFile = join(folder, 'ground-truth.jsonl');
    this.#truth = openSync(this.#truthFile, 'a');
    writeFileSync(join(this.cache, `${VERSION}.html`), buildPage(`ws://127.0.0.1:${this.port}`));
    server.on('connection', (socket) => {
      socket.on('message', (raw) => this.#take(socket, JSON.parse(String(raw)) as PageFrame));
      socket.on('close', () => {
        if (this.#page === socket) this.#page = null;
      });
    });
  }

  static async start(folder: string): Promise<StandIn> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    return new StandIn(server, folder);
  }

  async stop(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
    closeSync(this.#truth);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Settings of a bot agent that is to meet this stand-in. Chromium must let the page speak to loopback. */
  get env(): Record<string, string> {
    return {
      CHANNEL: 'whatsapp-web',
      WHATSAPP_WEB_VERSION: VERSION,
      WHATSAPP_WEB_CACHE: this.cache,
      CHROME_ARGS: '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
    };
  }

  // What is on disk and on screens.

  /** Everything the page handed over, read from the file. */
  truth(): TruthLine[] {
    return readFileSync(this.#truthFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as TruthLine);
  }

  /** The texts that a contact got, in order. */
  received(contact: Contact): string[] {
    const names = namesOf(contact);
    return this.truth().flatMap(({ k, chat, body }) => (k === 'out' && names.includes(chat) ? [body] : []));
  }

  /** What people wrote, in the order in which it reached WhatsApp. */
  get written(): readonly Written[] {
    return this.#written;
  }

  /** Whether a device is linked, present or not. */
  get isLinked(): boolean {
    return this.#credential !== null;
  }
  /** How often a QR or code was needed. */
  get scans(): number {
    return this.#scans;
  }
  get typed(): readonly { chat: string; state: string }[] {
    return this.#typed;
  }
  get seen(): readonly string[] {
    return this.#seen;
  }
  get codes(): readonly string[] {
    return this.#codes;
  }
  /** The QR reference that is valid now. */
  get ref(): string {
    return `ref${this.#refs}`;
  }

  // What people do.

  /** A person with a phone. `knownLid`: the page knows by itself which lid and phone belong together. */
  contact(digits: string, name = 'Ana', knownLid = false): Contact {
    const contact = { phone: `${digits}@c.us`, lid: `9${digits.padStart(14, '0')}@lid`, name, knownLid };
    this.#contacts.set(contact.phone, contact);
    if (knownLid) this.#say({ t: 'lids', lids: [[contact.lid, contact.phone]] });
    return contact;
  }

  /** WhatsApp does not say that this phone and this lid are one person. */
  hide(contact: Contact): void {
    this.#hidden.add(contact.phone);
  }

  /** From now on it does, and the page knows it by itself. */
  reveal(contact: Contact): void {
    this.#hidden.delete(contact.phone);
    contact.knownLid = true;
    this.#say({ t: 'lids', lids: [[contact.lid, contact.phone]] });
  }

  /** The owner scans the QR, or types the code. */
  scan(): void {
    this.#scans++;
    this.#credential = randomBytes(8).toString('hex');
    this.#welcome();
    this.#sync(0);
  }

  rotate(): void {
    this.#refs++;
    this.#say({ t: 'ref', ref: this.ref });
  }

  /** A contact writes; `as` says under which address WhatsApp shows it. Returns the message's id. */
  write(
    contact: Contact,
    body: string,
    options: { as?: 'phone' | 'lid'; at?: number } & Partial<WireMessage> = {},
  ): string {
    const { as = 'phone', at = Date.now(), ...over } = options;
    return this.#enter({
      chat: contact[as],
      fromMe: false,
      body,
      name: contact.name,
      t: Math.floor(at / 1_000),
      ...over,
    });
  }

  /** A contact answers a message of the chat, whoever wrote that one. */
  answer(contact: Contact, id: string, body: string, options: { as?: 'phone' | 'lid' } = {}): string {
    const quoted = this.#messages.find((message) => message.id === id);
    const author = quoted?.fromMe ? ME.pn : quoted?.chat;
    return this.write(contact, body, {
      ...options,
      extra: {
        quotedStanzaID: id,
        // As the page's own model of an address.
        ...(author && { quotedParticipant: { _serialized: author } }),
        ...(quoted && { quotedMsg: { type: quoted.type, body: quoted.body, ...quoted.extra } }),
      },
    });
  }

  /** A contact passes on what was passed on `times` times by then. */
  forward(contact: Contact, body: string, times = 1): string {
    return this.write(contact, body, { extra: { isForwarded: true, forwardingScore: times } });
  }

  /** The owner writes on the shop's phone. */
  writeAsOwner(contact: Contact, body: string, as: 'phone' | 'lid' = 'phone'): string {
    return this.#enter({ chat: contact[as], fromMe: true, body, name: null, ack: 1 });
  }

  /** A contact sends a file; `type` is WhatsApp's name of it. */
  writeFile(contact: Contact, bytes: Buffer, type: string, extra: Record<string, unknown> = {}): string {
    const directPath = this.#keep(bytes);
    return this.write(contact, '', { type, extra: { directPath, size: bytes.length, ...extra } });
  }

  /** What a message that reached WhatsApp carries. */
  fileOf({ file }: TruthLine): Buffer | undefined {
    return file === null ? undefined : this.files.get(file.directPath);
  }

  edit(id: string, body: string): void {
    this.#say({ t: 'edit', id, body, at: Date.now() });
  }
  revoke(id: string): void {
    this.#say({ t: 'revoke', id });
  }
  react(id: string, contact: Contact, emoji: string): void {
    this.#say({ t: 'reaction', id, from: contact.phone, emoji });
  }
  decrypt(id: string, body: string): void {
    this.#say({ t: 'decrypted', id, type: 'chat', body });
  }

  /** Raises the ticks of everything the contact got: 2 = on the phone, 3 = read. */
  tick(contact: Contact, level: 2 | 3): void {
    const names = namesOf(contact);
    for (const message of this.#messages) {
      if (!message.fromMe || !names.includes(message.chat) || message.ack >= level) continue;
      message.ack = level;
      this.#say({ t: 'ack', id: message.id, level });
    }
  }

  /** The owner removes the linked device. */
  logout(): void {
    this.#credential = null;
    this.#say({ t: 'logout' });
  }

  /** What the socket's state becomes: CONFLICT, TOS_BLOCK, UNPAIRED, … */
  become(state: string): void {
    this.#say({ t: 'state', state });
  }

  /** The network goes for a moment: the page finds its way back by itself, and is told what it missed. */
  drop(): void {
    this.#page?.terminate();
  }

  turn(knobs: Partial<Knobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs };
    this.#say({ t: 'knobs', knobs: this.#knobs });
  }

  // Inside.

  #keep(bytes: Buffer): string {
    const path = `/v/t62.7118-24/${this.files.size + 1}_${randomBytes(4).toString('hex')}`;
    this.files.set(path, bytes);
    return path;
  }

  #say(frame: ServerFrame): void {
    this.#page?.send(JSON.stringify(frame));
  }

  #enter(over: Partial<WireMessage> & Pick<WireMessage, 'chat' | 'fromMe' | 'body'>): string {
    const message: WireMessage = {
      seq: this.#messages.length + 1,
      id: `3A${randomBytes(9).toString('hex').toUpperCase()}`,
      type: 'chat',
      t: Math.floor(Date.now() / 1_000),
      ack: 0,
      name: null,
      extra: {},
      ...over,
    };
    this.#messages.push(message);
    const { id, chat, fromMe, body } = message;
    this.#written.push({ id, chat, fromMe, body, at: Date.now() });
    this.#say({ t: 'message', message });
    return message.id;
  }

  #welcome(): void {
    if (this.#credential === null) return this.#say({ t: 'unpaired', ref: this.ref, knobs: this.#knobs });
    const lids = [...this.#contacts.values()].flatMap(({ knownLid, lid, phone }): [string, string][] =>
      knownLid ? [[lid, phone]] : [],
    );
    this.#say({ t: 'paired', credential: this.#credential, me: ME, knobs: this.#knobs, lids });
  }

  /** What the page missed, which comes as history and never as events; then that it is all. */
  #sync(after: number): void {
    const missed = this.#messages.filter(({ seq }) => seq > after);
    const half = Math.ceil(missed.length / 2);
    this.#say({ t: 'offline', messages: missed.slice(0, half), percent: 50 });
    this.#say({ t: 'offline', messages: missed.slice(half), percent: 99 });
    this.#say({ t: 'synced' });
  }

  #take(socket: WebSocket, frame: PageFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#page = socket;
        if (frame.credential !== this.#credential) this.#credential = null;
        this.#welcome();
        if (this.#credential !== null) this.#sync(frame.after);
        return;
      case 'send':
        return this.#onSend(frame);
      case 'typing':
        return void this.#typed.push({ chat: frame.chat, state: frame.state });
      case 'seen':
        return void this.#seen.push(frame.chat);
      case 'refresh':
        return this.rotate();
      case 'logout':
        return this.logout();
      case 'exists': {
        const known = [...this.#contacts.values()].find((contact) => namesOf(contact).includes(frame.wid));
        const found = known && { lid: known.lid, pn: known.phone };
        if (known && found && this.#hidden.has(known.phone))
          Object.assign(found, frame.wid === known.lid ? { pn: null } : { lid: null });
        return this.#say({ t: 'exists', n: frame.n, found: found ?? null });
      }
      case 'code': {
        const code = `CODE${String(this.#codes.length + 1).padStart(4, '0')}`;
        this.#codes.push(code);
        return this.#say({ t: 'code', n: frame.n, code });
      }
      case 'upload': {
        const path = this.uploads === 'ok' ? this.#keep(Buffer.from(frame.data, 'base64')) : null;
        return this.#say({ t: 'uploaded', n: frame.n, path });
      }
      case 'fetch':
        return this.#say({ t: 'file', n: frame.n, data: this.files.get(frame.path)?.toString('base64') ?? null });
    }
  }

  #onSend({ id, chat, type, body, at, file }: Extract<PageFrame, { t: 'send' }>): void {
    const isRepeat = this.#messages.some((message) => message.id === id);
    const line: TruthLine = { k: isRepeat ? 'repeat' : 'out', id, chat, body, at: Date.now(), type, file };
    writeSync(this.#truth, `${JSON.stringify(line)}\n`);
    fdatasyncSync(this.#truth);
    if (!isRepeat) {
      const seq = this.#messages.length + 1;
      this.#messages.push({ seq, id, chat, fromMe: true, type, body, t: at, ack: 1, name: null, extra: { ...file } });
    }
    if (this.taking === 'ok') this.#say({ t: 'ack', id, level: 1 });
  }
}

const namesOf = ({ phone, lid }: Contact): string[] => [phone, lid];
