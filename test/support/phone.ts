import type { Media } from '@oconnector/protocol/model/media.ts';
import {
  MAX_PIECE_LENGTH,
  PhoneDownFrame,
  type PhoneMessage,
  type PhoneUpFrame,
} from '@oconnector/protocol/phone/frames.ts';
import type { ApiClient } from './api.ts';
import { until } from './wait.ts';

const DIAL_MS = 10_000;
/** Base64 makes four characters of three bytes. */
const PIECE_BYTES = (MAX_PIECE_LENGTH / 4) * 3;

/**
 * Simulated phones on one socket, as `/simulator` has them. Survives the death of the bot agent: it dials again with a
 * fresh token and sends again what was never confirmed, as a person would.
 */
export class Phones {
  readonly #api: ApiClient;
  #socket: WebSocket | null = null;
  #closed = false;
  readonly #threads = new Map<string, Map<string, PhoneMessage>>();
  readonly #unconfirmed = new Map<string, PhoneUpFrame>();
  readonly #names = new Map<string, string | null>();
  readonly #downloads = new Map<string, { parts: Buffer[]; resolve: (bytes: Buffer) => void }>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async connect(): Promise<void> {
    await until('the simulated phones', () => this.#dial());
  }

  /** Tries for as long as it is open: a person does not give up either. */
  async #redial(): Promise<void> {
    while (!this.#closed) {
      try {
        return await this.connect();
      } catch {
        // It is away for longer.
      }
    }
  }

  async #dial(): Promise<boolean> {
    if (this.#closed || this.#socket?.readyState === WebSocket.OPEN) return true;
    const { url, token } = await this.#api.simulator();
    const socket = new WebSocket(`${url}?token=${encodeURIComponent(token)}`);
    await new Promise<void>((resolve, reject) => {
      const refuse = (): void => reject(new Error('the phone socket was refused'));
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', refuse, { once: true });
      socket.addEventListener('close', refuse, { once: true });
      // Who listens there may be stopped, or die between the two halves of the handshake without anybody saying so.
      setTimeout(() => {
        refuse();
        if (socket.readyState !== WebSocket.OPEN) socket.close();
      }, DIAL_MS).unref();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => {
      if (this.#socket === socket) void this.#redial();
    });
    this.#socket = socket;
    for (const [phone, name] of this.#names) this.#write({ t: 'open', phone, name });
    for (const frame of this.#unconfirmed.values()) this.#write(frame);
    return true;
  }

  #write(frame: PhoneUpFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #receive(raw: string): void {
    const frame = PhoneDownFrame.parse(JSON.parse(raw));
    if (frame.t === 'refused') throw new Error(`the simulated WhatsApp refused: ${frame.code} ${frame.message}`);
    if (frame.t === 'typing' || frame.t === 'uploaded') return;
    if (frame.t === 'piece') return this.#onPiece(frame);
    const thread = this.#threads.get(frame.phone) ?? new Map<string, PhoneMessage>();
    this.#threads.set(frame.phone, thread);
    if (frame.t === 'opened') for (const message of frame.history) thread.set(message.waId, message);
    if (frame.t === 'sent') this.#unconfirmed.delete(frame.id);
    if (frame.t === 'sent' || frame.t === 'message') thread.set(frame.message.waId, frame.message);
    if (frame.t === 'ack') {
      const known = thread.get(frame.waId);
      if (known) thread.set(frame.waId, { ...known, ack: frame.ack });
    }
  }

  /** Opens (or creates) a phone. */
  open(phone: string, name: string | null = null): void {
    this.#names.set(phone, name);
    this.#write({ t: 'open', phone, name });
  }

  send(phone: string, text: string, copies = 1): void {
    this.sendContent(phone, { type: 'text', text }, copies);
  }

  /** Sends a file: its bytes in pieces, then its message. */
  sendFile(phone: string, bytes: Buffer, media: Omit<Media, 'mediaId' | 'bytes'>, caption?: string): void {
    const mediaId = `med_${crypto.randomUUID()}`;
    for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
      const data = bytes.subarray(offset, offset + PIECE_BYTES).toString('base64');
      this.#write({ t: 'upload', phone, mediaId, offset, data, done: offset + PIECE_BYTES >= bytes.length });
    }
    const content = { type: 'media' as const, media: { ...media, mediaId, bytes: bytes.length } };
    this.sendContent(phone, caption === undefined ? content : { ...content, caption });
  }

  /** The file of a message that this phone shows. */
  download(phone: string, mediaId: string): Promise<Buffer> {
    return new Promise((resolve) => {
      this.#downloads.set(mediaId, { parts: [], resolve });
      this.#write({ t: 'download', phone, mediaId });
    });
  }

  #onPiece({ mediaId, data, done }: Extract<PhoneDownFrame, { t: 'piece' }>): void {
    const download = this.#downloads.get(mediaId);
    download?.parts.push(Buffer.from(data, 'base64'));
    if (done) download?.resolve(Buffer.concat(download.parts));
  }

  /** Anything a phone can send; what the shop cannot carry, too. */
  sendContent(phone: string, content: PhoneMessage['content'], copies = 1): void {
    const frame: PhoneUpFrame = { t: 'send', phone, id: crypto.randomUUID(), content, copies };
    this.#unconfirmed.set(frame.id, frame);
    this.#write(frame);
  }

  owner(phone: string, text: string): void {
    this.#write({ t: 'owner', phone, text });
  }

  set(phone: string, settings: Omit<Extract<PhoneUpFrame, { t: 'set' }>, 't' | 'phone'>): void {
    this.#write({ t: 'set', phone, ...settings });
  }

  /** What the phone shows, oldest first. */
  thread(phone: string): PhoneMessage[] {
    return [...(this.#threads.get(phone)?.values() ?? [])];
  }

  /** The texts the shop sent to this phone. */
  answers(phone: string): string[] {
    return this.thread(phone).flatMap(({ from, content }) =>
      from === 'shop' && content.type === 'text' ? [content.text] : [],
    );
  }

  /** Messages that the simulated WhatsApp has not taken yet. */
  get unconfirmed(): number {
    return this.#unconfirmed.size;
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }
}

let next = 0;
/** A Brazilian mobile number that no other test uses. */
export const newPhone = (): string =>
  `+55119${String(10_000_000 + ((process.pid * 1_000 + next++) % 89_999_999)).padStart(8, '0')}`;
