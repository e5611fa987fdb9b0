import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import { contentText, type MediaContent } from '@oconnector/protocol/model/content.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type {
  AckLevel,
  Channel,
  ChannelEvent,
  ChatRef,
  SendResult,
  Sent,
} from '../../../bot-agent/src/channel/port.ts';
import { bodyHashOf } from '../../../bot-agent/src/identity.ts';
import type { WaEvent } from '../checker/history.ts';
import type { Scheduler, SeededRandom } from './scheduler.ts';

/** Somebody who writes to the shop. WhatsApp shows people under names that come and go. */
export type Person = { name: string; phone: string; lid: string; shownAs: Alias[] };

type Entry = {
  waId: string;
  fromMe: boolean;
  text: string;
  /** It was said, not written. */
  voice: MediaContent | null;
  aliases: Alias[];
  sentAt: number;
  level: AckLevel;
  sentBy: SimulatedChannel | null;
  told: boolean;
};

/** What goes wrong with WhatsApp. */
export type WhatsAppFaults = {
  /** The history cannot be read. */
  historyFails: boolean;
  /** The history comes twice and out of order. */
  historyShuffled: boolean;
  /** WhatsApp says no. */
  refuse: number;
  /** Handing over throws; WhatsApp has it nevertheless, or has not. */
  throwAfter: number;
  throwBefore: number;
  /** A live event comes twice. */
  duplicate: number;
  ackDelayMs: number;
};

export const SOUND: WhatsAppFaults = {
  historyFails: false,
  historyShuffled: false,
  refuse: 0,
  throwAfter: 0,
  throwBefore: 0,
  duplicate: 0,
  ackDelayMs: 0,
};

export type WhatsAppHistory = {
  incoming: (event: Extract<WaEvent, { key: string }>) => void;
  /** By the id that was asked for. */
  outgoing: (event: { contact: string; waOutId: string; body: string; handedAt: number }) => void;
};

const HEX = '0123456789ABCDEF';

/** WhatsApp itself: what it took is true, whatever becomes of those who told it or were told. */
export class SimulatedWhatsApp {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly history: WhatsAppHistory;
  readonly injected: (what: string) => void;
  readonly keepsOurIds: boolean;
  readonly people: readonly Person[];
  /** What somebody says instead of writing it; null when they write. */
  readonly voiceOf: (words: string) => MediaContent | null;
  readonly channels = new Set<SimulatedChannel>();
  readonly #chats = new Map<string, Entry[]>();
  faults = SOUND;

  constructor(
    options: Pick<
      SimulatedWhatsApp,
      'scheduler' | 'random' | 'history' | 'injected' | 'keepsOurIds' | 'people' | 'voiceOf'
    >,
  ) {
    this.scheduler = options.scheduler;
    this.random = options.random;
    this.history = options.history;
    this.injected = options.injected;
    this.keepsOurIds = options.keepsOurIds;
    this.people = options.people;
    this.voiceOf = options.voiceOf;
  }

  chat(person: string): Entry[] {
    const known = this.#chats.get(person);
    if (known) return known;
    const entries: Entry[] = [];
    this.#chats.set(person, entries);
    return entries;
  }

  /** A person writes, or the owner types on the phone. */
  says(person: Person, text: string, fromMe: boolean, age = 0): void {
    const entry: Entry = {
      waId: this.newId(),
      fromMe,
      text,
      voice: fromMe ? null : this.voiceOf(text),
      aliases: person.shownAs,
      level: 1,
      sentBy: null,
      told: false,
      sentAt: Math.floor((this.scheduler.clock.now() - age) / 1000) * 1000,
    };
    this.chat(person.name).push(entry);
    this.history.incoming({
      f: fromMe ? 'wa.owner' : 'wa.in',
      contact: person.name,
      key: entry.waId,
      body: bodyOf(entry),
    });
    this.announce(person.name, entry);
  }

  /** The last message of a chat is announced once more. */
  repeat(person: Person): boolean {
    const entry = this.chat(person.name).findLast(({ sentBy }) => sentBy === null);
    if (entry) this.announce(person.name, entry);
    return entry !== undefined;
  }

  announce(person: string, entry: Entry): void {
    for (const channel of this.channels) {
      channel.announce(person, entry);
      if (!this.random.chance(this.faults.duplicate)) continue;
      this.injected('duplicate event');
      channel.announce(person, entry);
    }
  }

  /** The history was asked for and not given: what nobody told the agent may be overtaken now. */
  keepsBack(): void {
    for (const [contact, entries] of this.#chats) {
      for (const entry of entries) {
        if (entry.told) continue;
        entry.told = true;
        this.history.incoming({ f: 'wa.unreadable', contact, key: entry.waId });
      }
    }
  }

  newId(): string {
    return `3A${Array.from({ length: 18 }, () => HEX[this.random.int(0, 15)]).join('')}`;
  }

  personOf(alias: Alias): Person {
    const digits = alias.value.replace(/\D/g, '');
    const person = this.people.find(({ phone, lid }) =>
      alias.kind === 'lid' ? lid === alias.value : samePhone(phone, digits),
    );
    if (!person) throw new Error(`nobody is ${aliasKey(alias)}`);
    return person;
  }
}

/** Brazilian mobiles with and without their ninth digit are one. */
const samePhone = (phone: string, digits: string): boolean => {
  const full = phone.replace(/\D/g, '');
  return full === digits || `${full.slice(0, 4)}${full.slice(5)}` === digits;
};

const hashOf = (text: string): string => bodyHashOf({ type: 'text', text });

/** What a thread holds of a message, in words. */
export const wordsOfContent = (content: ReceivedMessage['content']): string =>
  content.type === 'media' ? `[${content.media.mediaId}]` : contentText(content);

const contentOf = ({ voice, text }: Pick<Entry, 'voice' | 'text'>): ReceivedMessage['content'] =>
  voice ?? { type: 'text', text };

const bodyOf = (entry: Pick<Entry, 'voice' | 'text'>): string => wordsOfContent(contentOf(entry));

const received = (entry: Entry): ReceivedMessage => ({
  waId: entry.waId,
  fromMe: entry.fromMe,
  contact: entry.aliases,
  pushName: null,
  content: contentOf(entry),
  sentAt: entry.sentAt,
  old: false,
});

/** One linked device: what a bot agent holds of WhatsApp. Dies with its process. */
export class SimulatedChannel implements Channel {
  readonly linkedDevice = null;
  readonly kind = 'simulated';
  readonly keepsOurIds: boolean;
  readonly device: string;
  isAlive = true;
  readonly #wa: SimulatedWhatsApp;
  #emit: (event: ChannelEvent) => void = () => {};
  #state: ChannelStatus['state'] = 'starting';
  #since = 0;
  #tellsAt = 0;

  /** `device`: the installation, which keeps what it has not sent yet in order, also over a restart. */
  constructor(wa: SimulatedWhatsApp, device: string) {
    this.#wa = wa;
    this.device = device;
    this.keepsOurIds = wa.keepsOurIds;
    wa.channels.add(this);
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  async start(emit: (event: ChannelEvent) => void): Promise<void> {
    this.#emit = emit;
    this.#wa.scheduler.after(this.#wa.random.int(50, 1_500), () => this.#state === 'starting' && this.change('ready'));
  }

  stop(): Promise<void> {
    this.kill();
    return Promise.resolve();
  }

  /** The process and its browser die. What was typed and not sent yet is sometimes still sent. */
  kill(): void {
    this.isAlive = false;
    this.#wa.channels.delete(this);
  }

  status(): ChannelStatus {
    return { channel: 'simulated', state: this.#state, since: this.#since, detail: null };
  }

  change(state: ChannelStatus['state']): void {
    if (!this.isAlive || this.#state === state) return;
    this.#state = state;
    this.#since = this.#wa.scheduler.clock.now();
    this.#tell({ kind: 'state', status: this.status() });
  }

  announce(person: string, entry: Entry): void {
    // While it is away nothing is told, not even later: only the history has it.
    if (this.isReady)
      this.#tell({ kind: 'message', chat: person, message: received(entry) }, () => (entry.told = true));
  }

  #tell(event: ChannelEvent, told = (): void => {}): void {
    const { scheduler, random } = this.#wa;
    const now = scheduler.clock.now();
    this.#tellsAt = Math.max(this.#tellsAt, now + random.int(0, 10));
    scheduler.after(this.#tellsAt - now, () => {
      if (!this.isAlive) return;
      told();
      this.#emit(event);
    });
  }

  /** Resolves after a while, never in a dead process. */
  #wait(from: number, to: number): Promise<void> {
    const { scheduler, random } = this.#wa;
    return new Promise((resolve) => scheduler.after(random.int(from, to), () => this.isAlive && resolve()));
  }

  /** Nobody sends files here. */
  download(): Promise<{ gone: string }> {
    return Promise.resolve({ gone: 'no_file' });
  }

  async send({ to, content, waOutId }: Parameters<Channel['send']>[0]): Promise<SendResult> {
    const { random, faults, injected, scheduler } = this.#wa;
    const person = this.#wa.personOf(to);
    await this.#wait(0, 30);
    if (!this.isReady) throw new Error('WhatsApp is not connected');
    if (random.chance(faults.refuse)) {
      injected('send refused');
      return { kind: 'refused', reason: 'not on WhatsApp' };
    }
    if (random.chance(faults.throwBefore)) {
      injected('send threw, nothing sent');
      throw new Error('Evaluation failed');
    }
    const entry: Entry = {
      waId: this.keepsOurIds ? waOutId : this.#wa.newId(),
      fromMe: true,
      text: contentText(content),
      voice: null,
      aliases: person.shownAs,
      level: 0,
      sentBy: this,
      told: true,
      sentAt: Math.floor(scheduler.clock.now() / 1000) * 1000,
    };
    const chat = this.#wa.chat(person.name);
    const now = scheduler.clock.now();
    chat.push(entry);
    scheduler.after(random.int(1, 60) + (faults.ackDelayMs > 0 ? random.int(0, faults.ackDelayMs) : 0), () =>
      this.#accept(person.name, entry, waOutId, now),
    );
    this.announce(person.name, entry);
    if (random.chance(faults.throwAfter)) {
      injected('send threw, sent nevertheless');
      throw new Error('Execution context was destroyed');
    }
    await this.#wait(0, 20);
    return { kind: 'handed', waId: entry.waId };
  }

  #accept(person: string, entry: Entry, waOutId: string, handedAt: number): void {
    const { scheduler, random, history, injected } = this.#wa;
    const chat = this.#wa.chat(person);
    if (!chat.includes(entry)) return;
    if (!this.isAlive && random.chance(0.5)) {
      injected('died before it was sent');
      return void chat.splice(chat.indexOf(entry), 1);
    }
    // A device sends one after the other.
    if (
      chat.some(
        (other) =>
          other.sentBy?.device === this.device && other.level === 0 && chat.indexOf(other) < chat.indexOf(entry),
      )
    ) {
      return scheduler.after(50, () => this.#accept(person, entry, waOutId, handedAt));
    }
    entry.level = 1;
    history.outgoing({ contact: person, waOutId, body: entry.text, handedAt });
    // The other devices of the number see what this one sent.
    for (const other of this.#wa.channels) if (other !== this) other.announce(person, entry);
    this.#ack(entry, 1);
    if (random.chance(0.7)) scheduler.after(random.int(50, 3_000), () => this.#ack(entry, 2));
    if (random.chance(0.4)) scheduler.after(random.int(3_000, 20_000), () => this.#ack(entry, 3));
  }

  #ack(entry: Entry, level: AckLevel): void {
    if (level > entry.level) entry.level = level;
    if (this.isAlive && this.isReady) this.#tell({ kind: 'ack', waId: entry.waId, level });
  }

  async typing(): Promise<void> {
    await this.#wait(0, 5);
  }

  async #look(): Promise<void> {
    await this.#wait(5, 60);
    if (this.isReady && !this.#wa.faults.historyFails) return;
    this.#wa.keepsBack();
    if (!this.isReady) throw new Error('WhatsApp is not connected');
    this.#wa.injected('history failed');
    throw new Error('the history is not loaded');
  }

  async findSent({ to, waOutId, bodyHash, since }: Parameters<Channel['findSent']>[0]): Promise<Sent[]> {
    await this.#look();
    const own = this.#wa.chat(this.#wa.personOf(to).name).filter(({ sentBy }) => sentBy !== null);
    const byId = own.filter(({ waId }) => waId === waOutId);
    const found =
      byId.length > 0
        ? byId
        : own.filter((entry) => entry.sentAt >= Math.floor(since / 1000) * 1000 && hashOf(entry.text) === bodyHash);
    return found.map(({ waId, level, sentAt }) => ({ waId, level, at: sentAt }));
  }

  async chats(): Promise<ChatRef[]> {
    await this.#look();
    return this.#wa.people.flatMap(({ name }) => {
      const last = this.#wa.chat(name).at(-1);
      return last ? [{ chat: name, lastAt: last.sentAt, lastWaId: last.waId, lastFromMe: last.fromMe }] : [];
    });
  }

  hearGroups(): void {}

  async history({ chat, since, limit }: Parameters<Channel['history']>[0]): Promise<ReceivedMessage[]> {
    await this.#look();
    const found = this.#wa
      .chat(chat)
      .filter((entry) => entry.sentAt >= since)
      .slice(-limit)
      .map(received);
    if (!this.#wa.faults.historyShuffled || found.length < 2) return found;
    this.#wa.injected('history shuffled');
    // Within one second nobody could put them in order again.
    const seconds = [...new Set(found.map(({ sentAt }) => sentAt))].map((sentAt) => ({
      sentAt,
      place: this.#wa.random.next(),
    }));
    const shuffled = seconds
      .toSorted((a, b) => a.place - b.place)
      .flatMap(({ sentAt }) => found.filter((message) => message.sentAt === sentAt));
    return [...shuffled, ...shuffled];
  }

  phones(): null {
    return null;
  }
}
