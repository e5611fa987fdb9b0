import type { Kept } from './disk.ts';
import { Emitter } from './emitter.ts';
import { Wid } from './wid.ts';

/** How many messages of a chat are in memory after a start; earlier ones are loaded when asked for. */
const IN_MEMORY = 3;
const PAGE_OF_HISTORY = 20;

/** A message of `WAWebCollections.Msg`. */
export class Msg extends Emitter {
  kept: Kept;
  isNewMsg: boolean;

  constructor(kept: Kept, isNewMsg: boolean) {
    super();
    this.kept = kept;
    this.isNewMsg = isNewMsg;
  }

  get id() {
    const { fromMe, chat, id } = this.kept;
    return { fromMe, remote: new Wid(chat).plain(), id, _serialized: `${fromMe}_${chat}_${id}` };
  }
  get type(): string {
    return this.kept.type;
  }
  get body(): string {
    return this.kept.body;
  }
  get t(): number {
    return this.kept.t;
  }
  get ack(): number {
    return this.kept.ack;
  }
  get directPath(): unknown {
    return this.kept.extra['directPath'];
  }
  get mimetype(): unknown {
    return this.kept.extra['mimetype'];
  }
  get filename(): unknown {
    return this.kept.extra['filename'];
  }
  get size(): unknown {
    return this.kept.extra['size'];
  }
  /** Nothing is downloaded by itself; once asked for, it can be had. */
  readonly mediaData = { mediaStage: 'NEED_POKE' };
  downloadMedia(): Promise<void> {
    this.mediaData.mediaStage = 'RESOLVED';
    return Promise.resolve();
  }
  get isStatusV3(): boolean {
    return this.kept.extra['isStatusV3'] === true;
  }
  get isNotification(): boolean {
    return ['e2e_notification', 'notification_template', 'gp2', 'protocol'].includes(this.kept.type);
  }

  serialize(): Record<string, unknown> {
    const { fromMe, chat, type, body, t, ack, name, extra } = this.kept;
    const other = new Wid(chat).plain();
    return {
      id: this.id,
      from: fromMe ? extra['me'] : other,
      to: fromMe ? other : extra['me'],
      type,
      body,
      t,
      ack,
      isNewMsg: this.isNewMsg,
      ...(name === null ? {} : { notifyName: name }),
      ...extra,
    };
  }
}

/** A chat of `WAWebCollections.Chat`, with the newest of its messages. */
export class Chat extends Emitter {
  readonly id: Wid;
  readonly mute = { expiration: 0 };
  readonly #earlier: Msg[] = [];
  readonly #loaded: Msg[] = [];
  unreadCount = 0;

  constructor(id: string) {
    super();
    this.id = new Wid(id);
  }

  get formattedTitle(): string {
    return this.id.user;
  }
  get t(): number | undefined {
    return (this.#loaded.at(-1) ?? this.#earlier.at(-1))?.t;
  }
  get lastReceivedKey() {
    return this.#loaded.findLast((msg) => !msg.kept.fromMe)?.id;
  }
  readonly msgs = { getModelsArray: (): Msg[] => [...this.#loaded] };

  /** Puts a message in its place. Messages that a start finds go to the earlier ones, all but the newest few. */
  add(msg: Msg): void {
    this.#loaded.push(msg);
    this.#loaded.sort((a, b) => a.kept.seq - b.kept.seq);
  }

  unload(): void {
    this.#earlier.push(...this.#loaded.splice(0, Math.max(0, this.#loaded.length - IN_MEMORY)));
  }

  loadEarlier(): Msg[] {
    const page = this.#earlier.splice(-PAGE_OF_HISTORY);
    this.#loaded.unshift(...page);
    return page;
  }

  serialize(): Record<string, unknown> {
    return { id: this.id.plain(), t: this.t, unreadCount: this.unreadCount, msgs: this.#loaded.map(({ id }) => id) };
  }
}

/** A collection: `get` by the text of an id. */
export class Collection<T> extends Emitter {
  readonly models = new Map<string, T>();
  get = (id: { toString(): string }): T | undefined => this.models.get(String(id));
  getModelsArray = (): T[] => [...this.models.values()];
}
