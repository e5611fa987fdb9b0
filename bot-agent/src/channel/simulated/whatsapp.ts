import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { contentText, type Content } from '@oconnector/protocol/model/content.ts';
import type { PhoneDownFrame, PhoneMessage } from '@oconnector/protocol/phone/frames.ts';
import type { Clock, Sleep } from '../../clock.ts';
import { MediaStore } from './media-store.ts';
import { WhatsAppStore, lidOf, type Phone, type Stored } from './store.ts';
import { Truth } from './truth.ts';

export const SHOP = { name: 'Loja Demo', phone: '+551155500100' };
const OPENED_HISTORY = 200;
/** Shorter ids are counters of a page, not identities of a message. */
const UNIQUE_ID_LENGTH = 16;

type Beside = Pick<Stored, 'quotes' | 'forwarded'>;
const NOTHING_BESIDE: Beside = { quotes: null, forwarded: null };

/** How long the simulated network takes, in milliseconds. */
export type Latency = { acceptMs: number; deliverMs: number; readMs: number };
export const DEFAULT_LATENCY: Latency = { acceptMs: 5, deliverMs: 20, readMs: 400 };

/** Misbehaviour that tests switch on. */
export type Faults = {
  /** The history cannot be read. */
  history: boolean;
  /** The history tells everything twice and in the wrong order. */
  jumbled: boolean;
  /** Files cannot be had now. */
  media: boolean;
  /** Sends stay with the clock tick for ever. */
  stuck: boolean;
  /** Milliseconds that the server tick takes longer. */
  slowMs: number;
};

/** What the shop's linked device (the agent's channel) is told. */
export type Device = {
  onMessage(message: Stored, phone: Phone): void;
  onAck(waId: string, level: 1 | 2 | 3): void;
  onTyping(phone: Phone, on: boolean): void;
};

export type Watcher = (frame: PhoneDownFrame) => void;

/** The names under which WhatsApp shows a contact; the first one is its address. */
export const namesOf = (phone: Phone): [Alias, ...Alias[]] => {
  const byPhone: Alias = { kind: 'phone', value: phone.phone };
  return phone.asLid ? [{ kind: 'lid', value: lidOf(phone.phone) }, byPhone] : [byPhone];
};

/** A message as a phone shows it. */
export const toPhoneMessage = (message: Stored): PhoneMessage => ({
  waId: message.waId,
  from: message.sender === 'phone' ? 'me' : 'shop',
  content: message.content,
  at: message.at,
  ack: message.sender === 'phone' ? message.ack : null,
});

/**
 * A WhatsApp made here: phones on one side, the shop's linked device on the other. It stands for the servers, so its
 * state survives whatever happens to the agent that it shares a process with: a message is stored, then told.
 */
export class WhatsApp {
  readonly faults: Faults = { history: false, jumbled: false, media: false, stuck: false, slowMs: 0 };
  readonly #store: WhatsAppStore;
  readonly media: MediaStore;
  readonly #truth: Truth;
  readonly #clock: Clock;
  readonly #sleep: Sleep;
  readonly #latency: Latency;
  readonly #watchers = new Map<string, Set<Watcher>>();
  readonly #stop = new AbortController();
  #device: Device | null = null;
  /** One promise at a time per phone, so that ticks and messages keep their order. */
  readonly #tails = new Map<string, Promise<void>>();

  constructor(folder: string, clock: Clock, sleep: Sleep, latency: Latency = DEFAULT_LATENCY) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#store = new WhatsAppStore(join(folder, 'whatsapp.db'));
    this.media = new MediaStore(join(folder, 'media'));
    this.#truth = Truth.open(join(folder, 'ground-truth.jsonl'));
    this.#clock = clock;
    this.#sleep = sleep;
    this.#latency = latency;
    this.#writeTruth();
  }

  /** Stops what is under way; what was accepted stays accepted. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#tails.values());
    this.#truth.close();
    this.#store.close();
  }

  // The shop's linked device.

  /** Connects the device. Sends that a crash left with the clock tick go out by themselves, as WhatsApp Web's do. */
  connect(device: Device): void {
    this.#device = device;
    for (const message of this.#store.unaccepted()) this.#accept(message);
  }

  disconnect(): void {
    this.#device = null;
  }

  /**
   * The device sends. The message is in its own store (clock tick) and its echo has been told when this returns, before
   * the caller knows that it was sent; the ticks follow. Returns why not, when WhatsApp refuses.
   */
  send(to: Alias, content: Content, waId: string, file?: Uint8Array): { refused: string } | { waId: string } {
    const phone = this.#resolve(to);
    if (!phone) return { refused: 'no such WhatsApp account' };
    if (phone.failSends > 0) {
      this.#store.setPhone({ ...phone, failSends: phone.failSends - 1 });
      return { refused: 'WhatsApp refused the message' };
    }
    if (content.type === 'media') {
      if (file === undefined) return { refused: 'the message has no file' };
      this.media.put(content.media.mediaId, file);
    }
    const at = this.#clock.now();
    const { message, isNew } = this.#store.add(
      { waId, phone: phone.phone, sender: 'agent', content, ...NOTHING_BESIDE, at, ack: 0 },
      null,
    );
    if (!isNew && message.ack > 0) {
      // Shown nowhere, for phones drop a stanza id that they know; but it was said twice, and the truth says so.
      this.#store.noteRepeat(waId, at);
      this.#writeTruth();
      this.#device?.onAck(waId, 1);
      return { waId };
    }
    this.#device?.onMessage(message, phone);
    this.#accept(message);
    return { waId };
  }

  typeTo(to: Alias, on: boolean): void {
    const phone = this.#resolve(to);
    if (phone) this.#show(phone.phone, { t: 'typing', phone: phone.phone, on });
  }

  /** Throws while the `history` fault is on. */
  readHistory(): Pick<WhatsAppStore, 'byId' | 'ofPhone' | 'lastOfChats' | 'phone'> {
    if (this.faults.history) throw new Error('the history is not loaded');
    return this.#store;
  }

  /** The message of the same chat that this one answers; null where there is none. */
  quotedBy({ quotes, phone }: Stored): Stored | null {
    const quoted = quotes === null ? null : this.#store.byId(quotes);
    return quoted?.phone === phone ? quoted : null;
  }

  phoneOf(to: Alias): Phone | null {
    return this.#resolve(to);
  }

  // The phones.

  /** Opens a phone on a screen: from now on `watcher` hears what it shows, and what it had not read is read. */
  open(phone: string, name: string | null, watcher: Watcher): () => void {
    const opened = this.#store.openPhone(phone, name);
    const watchers = this.#watchers.get(phone) ?? new Set();
    watchers.add(watcher);
    this.#watchers.set(phone, watchers);
    const history = this.#store
      .ofPhone(phone, 0, OPENED_HISTORY)
      .filter((message) => message.sender === 'phone' || message.ack >= 2);
    watcher({ t: 'opened', phone, shop: SHOP, address: namesOf(opened)[0], history: history.map(toPhoneMessage) });
    this.#catchUp(phone);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(phone);
    };
  }

  /**
   * A phone writes; `onSent` hears of it before the shop does. An id of 16 or more characters is the message's identity:
   * repeated, it is the same message. `beside`: what it answers and whether it was passed on.
   */
  write(
    phone: string,
    id: string,
    content: Content,
    copies: number,
    onSent: (message: PhoneMessage) => void,
    beside: Partial<Beside> = {},
  ): void {
    const sender = this.#store.openPhone(phone, null);
    const waId = `3A${this.#digest(id.length >= UNIQUE_ID_LENGTH ? `${phone} ${id}` : randomBytes(16).toString('hex'))}`;
    const { message, isNew } = this.#store.add(
      { waId, phone, sender: 'phone', content, ...NOTHING_BESIDE, ...beside, at: this.#clock.now(), ack: 1 },
      'in',
    );
    this.#writeTruth();
    onSent(toPhoneMessage(message));
    if (!isNew) return;
    for (let copy = 0; copy < copies; copy++) this.#deliverToShop(message, sender);
  }

  /** The owner writes on the shop's own phone. */
  writeAsOwner(phone: string, text: string): void {
    const contact = this.#store.openPhone(phone, null);
    const waId = `3A${this.#digest(randomBytes(16).toString('hex'))}`;
    const { message } = this.#store.add(
      {
        waId,
        phone,
        sender: 'owner',
        content: { type: 'text', text },
        ...NOTHING_BESIDE,
        at: this.#clock.now(),
        ack: 1,
      },
      'owner',
    );
    this.#writeTruth();
    this.#device?.onMessage(message, contact);
    this.#catchUp(phone);
  }

  typeFrom(phone: string, on: boolean): void {
    this.#device?.onTyping(this.#store.openPhone(phone, null), on);
  }

  set(phone: string, change: Partial<Omit<Phone, 'phone' | 'name'>>): void {
    this.#store.setPhone({ ...this.#store.openPhone(phone, null), ...change });
    this.#catchUp(phone);
  }

  // Inside.

  #deliverToShop(message: Stored, sender: Phone): void {
    if (!this.#device) return;
    this.#device.onMessage(message, sender);
    if (this.#store.raiseAck(message.waId, 2, null))
      this.#show(message.phone, { t: 'ack', phone: message.phone, waId: message.waId, ack: 2 });
  }

  /** The servers take a message of the agent, then the phone gets it. */
  #accept(message: Stored): void {
    if (this.faults.stuck) return;
    this.#after(message.phone, this.#latency.acceptMs + this.faults.slowMs, () => {
      if (!this.#store.raiseAck(message.waId, 1, { k: 'out', wall: this.#clock.now() })) return;
      this.#writeTruth();
      this.#device?.onAck(message.waId, 1);
      this.#catchUp(message.phone);
    });
  }

  /** Gives a phone that is online what it has not got, and reads it where somebody is looking. */
  #catchUp(phone: string): void {
    this.#after(phone, this.#latency.deliverMs, () => {
      if (!this.#store.phone(phone)?.online) return;
      this.#raiseAll(phone, 2);
      if (!this.#watchers.has(phone)) return;
      void this.#sleep(this.#latency.readMs, this.#stop.signal).then(() => this.#read(phone));
    });
  }

  #read(phone: string): void {
    if (this.#stop.signal.aborted || !this.#watchers.has(phone)) return;
    const now = this.#store.phone(phone);
    if (now?.online && now.receipts) this.#raiseAll(phone, 3);
  }

  #raiseAll(phone: string, level: 2 | 3): void {
    for (const message of this.#store.outgoing(phone, level === 2 ? 1 : 2)) {
      if (!this.#store.raiseAck(message.waId, level, null)) continue;
      if (level === 2) this.#show(phone, { t: 'message', phone, message: toPhoneMessage(message) });
      this.#device?.onAck(message.waId, level);
    }
  }

  #after(phone: string, ms: number, work: () => void): void {
    const before = this.#tails.get(phone) ?? Promise.resolve();
    const mine: Promise<void> = before
      .then(() => this.#sleep(ms, this.#stop.signal))
      .then(() => {
        if (!this.#stop.signal.aborted) work();
      })
      .finally(() => {
        if (this.#tails.get(phone) === mine) this.#tails.delete(phone);
      });
    this.#tails.set(phone, mine);
  }

  #show(phone: string, frame: PhoneDownFrame): void {
    for (const watcher of this.#watchers.get(phone) ?? []) watcher(frame);
  }

  #resolve(to: Alias): Phone | null {
    if (to.kind === 'phone') return this.#store.openPhone(to.value, null);
    return to.kind === 'lid' ? this.#store.phoneByLid(to.value) : null;
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#store.secret).update(text).digest('hex').slice(0, 18).toUpperCase();
  }

  /** Brings the file up to the store, which knows of every line before it is written. */
  #writeTruth(): void {
    for (const line of this.#store.truthAfter(this.#truth.last)) {
      const message = this.#store.byId(line.waId);
      if (message) this.#truth.append({ ...line, phone: message.phone, text: contentText(message.content) });
    }
  }
}
