import type { Knobs, Me, PageFrame, SentFile, ServerFrame, WireMessage } from '../wire.ts';
import type { Disk, Kept } from './disk.ts';
import { Emitter } from './emitter.ts';
import { Chat, Collection, Msg } from './models.ts';
import { Wid } from './wid.ts';

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const fileOf = ({ directPath, mimetype, caption, filename, size }: FileFields): Record<string, unknown> =>
  directPath === undefined ? {} : { directPath, mimetype, caption, filename, size };
const never = (): Promise<never> => new Promise(() => {});

/** What the page asks the server and waits for. */
type Question =
  | { t: 'exists'; wid: string }
  | { t: 'code'; phone: string }
  | { t: 'upload'; data: string }
  | { t: 'fetch'; path: string };

/** The fields of a message's file, as the library puts them into the message. */
type FileFields = {
  type: string;
  directPath?: string;
  mimetype?: string;
  caption?: string;
  filename?: string;
  size?: number;
};

/** The linked device inside the page: its store, its socket to the stand-in's server, and the models that show both. */
export class Device {
  readonly socket = new (class extends Emitter {
    state = 'OPENING';
    hasSynced = false;
  })();
  readonly conn = new (class extends Emitter {
    ref: string | undefined = undefined;
  })();
  readonly cmd = new Emitter();
  readonly chats = new Collection<Chat>();
  readonly messages = new Collection<Msg>();
  readonly lids = new Map<string, string>();
  readonly #disk: Disk;
  readonly #url: string;
  #wire: WebSocket | null = null;
  #kept = new Map<string, Msg>();
  #after = 0;
  #credential: string | null = null;
  #asked = 0;
  readonly #answers = new Map<number, (frame: ServerFrame) => void>();
  /** Frames are taken one after the other, also where the disk is slow. */
  #turn: Promise<void> = Promise.resolve();
  me: Me | null = null;
  progress = 0;
  knobs: Knobs = { syncedEarly: false, sends: 'ok', history: 'ok', ids: 'free', logout: 'ok', shows: '' };

  constructor(disk: Disk, url: string) {
    this.#disk = disk;
    this.#url = url;
  }

  async start(): Promise<void> {
    const session = await this.#disk.session();
    this.#credential = session?.credential ?? null;
    this.#after = session?.after ?? 0;
    for (const kept of (await this.#disk.messages()).sort((a, b) => a.seq - b.seq)) this.#show(kept, false);
    for (const chat of this.chats.getModelsArray()) chat.unload();
    this.#dial();
  }

  #dial(): void {
    const wire = new WebSocket(this.#url);
    this.#wire = wire;
    wire.onopen = () => this.#say({ t: 'hello', credential: this.#credential, after: this.#after });
    wire.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      this.#turn = this.#turn.then(() => this.#take(frame)).catch((thrown: unknown) => console.error(thrown));
    };
    wire.onclose = () => {
      if (this.me) this.become('TIMEOUT');
      setTimeout(() => this.#dial(), 100);
    };
  }

  #say(frame: PageFrame): void {
    if (this.#wire?.readyState === WebSocket.OPEN) this.#wire.send(JSON.stringify(frame));
  }

  ask(frame: Question): Promise<ServerFrame> {
    const n = ++this.#asked;
    return new Promise((resolve) => {
      this.#answers.set(n, resolve);
      this.#say({ ...frame, n });
    });
  }

  /** What the page's own menu does: the server unlinks it. */
  logOut(): Promise<void> {
    if (this.knobs.logout === 'ok') this.#say({ t: 'logout' });
    return never();
  }

  become(state: string): void {
    if (this.socket.state === state) return;
    this.socket.state = state;
    this.socket.trigger('change:state', this.socket, state);
  }

  async #take(frame: ServerFrame): Promise<void> {
    switch (frame.t) {
      case 'unpaired':
        this.#turnKnobs(frame.knobs);
        this.conn.ref = frame.ref;
        return this.become('UNPAIRED');
      case 'ref':
        this.conn.ref = frame.ref;
        return this.conn.trigger('change:ref', this.conn, frame.ref);
      case 'paired':
        return this.#onPaired(frame);
      case 'offline':
        await this.#takeMessages(frame.messages, false);
        this.progress = frame.percent;
        return this.cmd.trigger('offline_progress_update_from_bridge');
      case 'synced':
        return void this.#synced();
      case 'message':
        return this.#takeMessages([frame.message], true);
      case 'ack':
        return this.#onAck(frame.id, frame.level);
      case 'knobs':
        return this.#turnKnobs(frame.knobs);
      case 'lids':
        for (const [lid, pn] of frame.lids) this.lids.set(lid, pn);
        return;
      case 'exists':
      case 'code':
      case 'uploaded':
      case 'file':
        this.#answers.get(frame.n)?.(frame);
        return void this.#answers.delete(frame.n);
      case 'state':
        return this.become(frame.state);
      case 'logout':
        await this.#disk.forget();
        this.cmd.trigger('logout');
        return location.reload();
      default:
        return this.#change(frame);
    }
  }

  async #onPaired({ credential, me, knobs, lids }: Extract<ServerFrame, { t: 'paired' }>): Promise<void> {
    this.#turnKnobs(knobs);
    for (const [lid, pn] of lids) this.lids.set(lid, pn);
    this.me = me;
    if (this.#credential !== credential) this.become('PAIRING');
    this.#credential = credential;
    await this.#disk.keepSession({ credential, after: this.#after });
    this.become('CONNECTED');
  }

  /** What WhatsApp Web does by itself: what its store has and the server has not goes out now. */
  #sendWaiting(): void {
    for (const { kept } of this.messages.getModelsArray()) {
      if (kept.fromMe && !kept.sent && kept.ack === 0) this.#handOver(kept);
    }
  }

  async #synced(): Promise<void> {
    this.progress = 100;
    this.socket.hasSynced = true;
    // Early, it was told before anybody listened: on a slow machine the library may by now.
    if (!this.knobs.syncedEarly) {
      while (!this.socket.hears('change:hasSynced')) await wait(20);
      this.socket.trigger('change:hasSynced', this.socket, true);
    }
    if (this.knobs.sends === 'ok') this.#sendWaiting();
  }

  #turnKnobs(knobs: Knobs): void {
    this.knobs = knobs;
    document.body.textContent = knobs.shows;
  }

  #show(kept: Kept, isNew: boolean): Msg {
    const msg = new Msg({ ...kept, extra: { ...kept.extra, me: new Wid(this.me?.pn ?? '0@c.us').plain() } }, isNew);
    this.#kept.set(kept.id, msg);
    this.messages.models.set(msg.id._serialized, msg);
    this.chatOf(kept.chat).add(msg);
    return msg;
  }

  chatOf(id: string): Chat {
    const known = this.chats.models.get(id);
    if (known) return known;
    const chat = new Chat(id);
    this.chats.models.set(id, chat);
    return chat;
  }

  async #takeMessages(messages: WireMessage[], isLive: boolean): Promise<void> {
    const fresh = messages.filter(({ id }) => !this.#kept.has(id)).map((message) => ({ ...message, sent: true }));
    // In this order: a browser that is killed between the two is sent them again, and would miss them for ever in the other.
    await this.#disk.keep(fresh);
    this.#after = Math.max(this.#after, ...messages.map(({ seq }) => seq));
    if (this.#credential) await this.#disk.keepSession({ credential: this.#credential, after: this.#after });
    for (const { id, ack } of messages) if (ack > 0) await this.#onAck(id, ack);
    for (const kept of fresh) {
      const msg = this.#show(kept, isLive);
      this.messages.trigger('add', msg);
    }
  }

  async #onAck(id: string, level: number): Promise<void> {
    const msg = this.#kept.get(id);
    if (!msg || msg.kept.ack >= level || !msg.kept.fromMe) return;
    msg.kept = { ...msg.kept, ack: level, sent: true };
    await this.#disk.keep([msg.kept]);
    this.messages.trigger('change:ack', msg, level);
  }

  async #change(frame: Extract<ServerFrame, { t: 'edit' | 'revoke' | 'reaction' | 'decrypted' }>): Promise<void> {
    const msg = this.#kept.get(frame.id);
    if (!msg) return;
    if (frame.t === 'reaction') {
      const id = {
        fromMe: false,
        remote: new Wid(frame.from).plain(),
        id: `R${frame.id}`,
        _serialized: `R${frame.id}`,
      };
      const from = new Wid(frame.from).plain();
      const at = Date.now();
      return this.reactions.bulkUpsert([
        { id, reactionParentKey: msg.id, reactionTimestamp: at, from, reactionText: frame.emoji },
      ]);
    }
    const before = msg.kept;
    if (frame.t === 'edit')
      msg.kept = { ...before, body: frame.body, extra: { ...before.extra, latestEditSenderTimestampMs: frame.at } };
    if (frame.t === 'revoke') msg.kept = { ...before, type: 'revoked', body: '' };
    if (frame.t === 'decrypted') msg.kept = { ...before, type: frame.type, body: frame.body };
    await this.#disk.keep([msg.kept]);
    this.messages.trigger('change', msg);
    if (frame.t === 'edit') return this.messages.trigger('change:body', msg, frame.body, before.body);
    this.messages.trigger('change:type', msg);
    msg.trigger('change:type', msg);
  }

  /** `WAWebAddonReactionTableMode.reactionTableMode`; the library wraps its function. */
  readonly reactions = { bulkUpsert: (_rows: unknown[]): void => {} };

  /** `addAndSendMsgToChat`: first into the own store, where its echo comes from, then to the server. */
  send(
    chat: Chat,
    data: { id: { id: string; _serialized: string }; body: string; t: number } & FileFields,
  ): [Promise<void>, Promise<void>] {
    if (this.knobs.sends === 'fail') throw new Error('Evaluation failed: t: the stand-in fails this send');
    if (this.knobs.sends === 'hang') return [never(), never()];
    const kept: Kept = {
      seq: this.#after + 0.5,
      id: data.id.id,
      chat: chat.id._serialized,
      fromMe: true,
      type: data.type,
      body: data.body,
      t: data.t,
      ack: 0,
      name: null,
      extra: fileOf(data),
      sent: false,
    };
    const added = this.#disk.keep([kept]).then(() => {
      this.messages.trigger('add', this.#show(kept, true));
    });
    return [added, added.then(() => void (this.knobs.sends === 'ok' && this.#handOver(kept)))];
  }

  #handOver({ id, chat, type, body, t, extra }: Kept): void {
    const file = 'directPath' in extra ? (extra as SentFile) : null;
    this.#say({ t: 'send', id, chat, type, body, at: t, file });
  }

  loadEarlier(chat: Chat): Promise<Msg[]> {
    if (this.knobs.history === 'fail') return Promise.reject(new Error('the stand-in does not load its history'));
    if (this.knobs.history === 'hang') return never();
    const earlier = chat.loadEarlier();
    if (this.knobs.history === 'ok') return Promise.resolve(earlier);
    // Any order will do that is not theirs.
    const shuffled = earlier.toSorted((a, b) => (a.kept.id < b.kept.id ? -1 : 1));
    return Promise.resolve([...shuffled, ...shuffled]);
  }

  typing(chat: string, state: string): void {
    this.#say({ t: 'typing', chat, state });
  }

  refreshQr(): void {
    this.become('UNPAIRED');
    this.#say({ t: 'refresh' });
  }

  seen(chat: string): void {
    this.#say({ t: 'seen', chat });
  }

  /** The newest chat of a person, under whichever address; one that is not there is made where the server knows the person. */
  async findChat(wid: Wid): Promise<{ chat: Chat }> {
    const other = wid.isLid() ? this.lids.get(wid._serialized) : this.lidOf(wid._serialized);
    const open = this.chats.get(wid) ?? (other === undefined ? undefined : this.chats.get(other));
    if (open) return { chat: open };
    const answer = await this.ask({ t: 'exists', wid: wid._serialized });
    if (answer.t !== 'exists' || answer.found === null) throw new Error('No LID for user');
    return { chat: this.chatOf(wid._serialized) };
  }

  lidOf(pn: string): string | undefined {
    return [...this.lids].find(([, phone]) => phone === pn)?.[0];
  }

  async queryExists(wid: Wid): Promise<{ wid: Wid } | null> {
    const answer = await this.ask({ t: 'exists', wid: wid._serialized });
    if (answer.t !== 'exists' || answer.found === null) return null;
    const { lid, pn } = answer.found;
    if (lid !== null && pn !== null) this.lids.set(lid, pn);
    return { wid };
  }
}
