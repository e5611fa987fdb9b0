import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { ChannelState, ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Clock } from '../../clock.ts';
import type { FileRef } from '../../journal/file-rows.ts';
import { bodyHashOf, mediaIdOf } from '../../identity.ts';
import type { AckLevel, Channel, ChannelEvent, ChatRef, LinkedDevice, Outgoing, SendResult, Sent } from '../port.ts';
import type { PhonesServer } from './phones.ts';
import type { Phone, Stored } from './store.ts';
import { namesOf, type WhatsApp } from './whatsapp.ts';

const toLevel = (ack: number): AckLevel => (ack >= 3 ? 3 : ack === 2 ? 2 : ack === 1 ? 1 : 0);

/** The phone's id of a file is its own affair. */
const contentOf = ({ content, waId, sender }: Stored): Content =>
  content.type === 'media'
    ? { ...content, media: { ...content.media, mediaId: mediaIdOf(waId, sender !== 'phone') } }
    : content;

/** A message as the device sees it: clocks of phones are whole seconds. */
const toReceived = (message: Stored, phone: Phone): ReceivedMessage => ({
  waId: message.waId,
  fromMe: message.sender !== 'phone',
  contact: namesOf(phone),
  pushName: message.sender === 'phone' ? phone.name : null,
  content: contentOf(message),
  sentAt: Math.floor(message.at / 1_000) * 1_000,
  old: false,
});

/** The channel to the simulated WhatsApp, with the traps of the real one (facts E1): echo first, ticks later. */
export class SimulatedChannel implements Channel {
  readonly linkedDevice: LinkedDevice | null = null;
  readonly kind = 'simulated';
  readonly keepsOurIds = true;
  readonly #whatsapp: WhatsApp;
  readonly #phones: PhonesServer | null;
  readonly #clock: Clock;
  #emit: (event: ChannelEvent) => void = () => {};
  #status: ChannelStatus;
  /** What it comes to once it is connected. */
  #outcome: ChannelState = 'ready';

  constructor(whatsapp: WhatsApp, phones: PhonesServer | null, clock: Clock) {
    this.#whatsapp = whatsapp;
    this.#phones = phones;
    this.#clock = clock;
    this.#status = { channel: 'simulated', state: 'starting', since: clock.now(), detail: null };
  }

  start(emit: (event: ChannelEvent) => void): Promise<void> {
    this.#emit = emit;
    this.#become('syncing');
    this.#whatsapp.connect({
      onMessage: (message, phone) =>
        emit({ kind: 'message', chat: `phone:${phone.phone}`, message: toReceived(message, phone) }),
      onAck: (waId, level) => emit({ kind: 'ack', waId, level }),
      onTyping: (phone, on) => emit({ kind: 'typing', contact: namesOf(phone), on }),
    });
    this.#become(this.#outcome);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#whatsapp.disconnect();
    this.#emit = () => {};
    return Promise.resolve();
  }

  status(): ChannelStatus {
    return this.#status;
  }

  phones(): { url: string; key: string } | null {
    return this.#phones?.address ?? null;
  }

  send({ to, content, waOutId, file }: Outgoing): Promise<SendResult> {
    const sent = this.#whatsapp.send(to, content, waOutId, file);
    return Promise.resolve(
      'refused' in sent ? { kind: 'refused', reason: sent.refused } : { kind: 'handed', waId: sent.waId },
    );
  }

  download({ waId }: FileRef): Promise<{ bytes: Uint8Array } | { gone: string }> {
    if (this.#whatsapp.faults.media) return Promise.reject(new Error('the file is not loaded'));
    const content = this.#whatsapp.readHistory().byId(waId)?.content;
    const bytes = content?.type === 'media' ? this.#whatsapp.media.read(content.media.mediaId) : null;
    return Promise.resolve(bytes === null ? { gone: 'gone_from_whatsapp' } : { bytes });
  }

  typing(to: Alias, on: boolean): Promise<void> {
    this.#whatsapp.typeTo(to, on);
    return Promise.resolve();
  }

  async findSent(query: { to: Alias; waOutId: string; bodyHash: string; since: number }): Promise<Sent[]> {
    const history = this.#whatsapp.readHistory();
    const byId = history.byId(query.waOutId);
    const phone = this.#whatsapp.phoneOf(query.to);
    const found = byId
      ? [byId]
      : phone
        ? history
            .ofPhone(phone.phone, query.since, 50)
            .filter((one) => one.sender !== 'phone' && bodyHashOf(one.content) === query.bodyHash)
        : [];
    return Promise.resolve(found.map((one) => ({ waId: one.waId, level: toLevel(one.ack), at: one.at })));
  }

  async chats(): Promise<ChatRef[]> {
    const last = this.#whatsapp.readHistory().lastOfChats();
    return Promise.resolve(
      last.map((one) => ({
        chat: aliasKey({ kind: 'phone', value: one.phone }),
        lastAt: one.at,
        lastWaId: one.waId,
        lastFromMe: one.sender !== 'phone',
      })),
    );
  }

  /** The simulated WhatsApp has no groups. */
  hearGroups(): void {}

  async history(query: { chat: string; since: number; limit: number }): Promise<ReceivedMessage[]> {
    const history = this.#whatsapp.readHistory();
    const phone = history.phone(query.chat.slice('phone:'.length));
    const messages = phone ? history.ofPhone(phone.phone, query.since, query.limit) : [];
    const told = this.#whatsapp.faults.jumbled ? [...messages.toReversed(), ...messages] : messages;
    return Promise.resolve(told.flatMap((one) => (phone ? [toReceived(one, phone)] : [])));
  }

  /** Changes the state as WhatsApp might at any moment (a conflict, a logout); only `ready` carries messages. */
  become(state: ChannelState, detail: string | null = null): void {
    this.#outcome = state;
    this.#become(state, detail);
  }

  #become(state: ChannelState, detail: string | null = null): void {
    this.#status = { channel: 'simulated', state, since: this.#clock.now(), detail };
    this.#emit({ kind: 'state', status: this.#status });
  }
}
