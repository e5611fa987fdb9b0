import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { MAX_PIECE_LENGTH, PhoneUpFrame, type PhoneDownFrame } from '@oconnector/protocol/phone/frames.ts';
import { splitPhoneToken } from '@oconnector/protocol/phone/token.ts';
import type { Clock } from '../../clock.ts';
import { reasonOf, type Log } from '../../log.ts';
import type { WhatsApp } from './whatsapp.ts';

/** One text of 65,536 characters at its worst escaping; nothing larger is read. */
const MAX_FRAME_BYTES = MAX_LINK_FRAME_BYTES;
const MAX_OPEN_PHONES = 100;
/** Base64 makes four characters of three bytes. */
const PIECE_BYTES = (MAX_PIECE_LENGTH / 4) * 3;
const PORTS_TRIED = 50;
const HOST = '127.0.0.1';

/** Why a token does not open the door; null when it does, and then never again. */
export const tokenTrouble = (
  token: string | null,
  key: string,
  now: number,
  burnt: Map<string, number>,
): string | null => {
  for (const [nonce, expiresAt] of burnt) {
    if (expiresAt < now) burnt.delete(nonce);
  }
  const parts = token === null ? null : splitPhoneToken(token);
  if (!parts) return 'no token';
  const expected = createHmac('sha256', key).update(parts.payload).digest();
  const given = Buffer.from(parts.mac, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'wrong token';
  if (parts.expiresAt < now) return 'token expired';
  if (burnt.has(parts.nonce)) return 'token used before';
  burnt.set(parts.nonce, parts.expiresAt);
  return null;
};

/** Pages of this machine and those named; a program sends no Origin and is let through to its token. */
export const isAllowedOrigin = (origin: string | undefined, allowed: readonly string[]): boolean =>
  origin === undefined || allowed.includes(origin) || /^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(origin);

type Of<T extends PhoneUpFrame['t']> = Extract<PhoneUpFrame, { t: T }>;

type Options = {
  whatsapp: WhatsApp;
  port: number;
  origins: readonly string[];
  /** Server time, for the expiry of tokens that the server signed. */
  clock: Clock;
  log: Log;
};

/** The socket of the simulated phones, on loopback alone. */
export class PhonesServer {
  readonly #options: Options;
  /** Signs the one-time tokens; told to the server alone, new at every start. */
  readonly #key = randomBytes(32).toString('hex');
  readonly #burnt = new Map<string, number>();
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  #port = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#http = createServer((_request, response) => {
      response
        .writeHead(426, { 'content-type': 'text/plain' })
        .end('This port speaks WebSocket to simulated phones.\n');
    });
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#onUpgrade(request, socket, head),
    );
  }

  get address(): { url: string; key: string } {
    return { url: `ws://${HOST}:${this.#port}/`, key: this.#key };
  }

  /** Listens on the port asked for or the next free one. */
  async start(): Promise<void> {
    const { port } = this.#options;
    for (let tried = 0; ; tried++) {
      try {
        await this.#listen(port === 0 ? 0 : port + tried);
        break;
      } catch (thrown) {
        const taken =
          thrown instanceof Error && 'code' in thrown && (thrown.code === 'EADDRINUSE' || thrown.code === 'EACCES');
        if (!taken || tried >= PORTS_TRIED || port + tried >= 65_535) throw thrown;
      }
    }
    this.#port = (this.#http.address() as AddressInfo).port;
    this.#options.log.info('phones_listen', { url: this.address.url });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, HOST, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { origins, clock, log } = this.#options;
    const { origin } = request.headers;
    if (!isAllowedOrigin(origin, origins)) {
      log.warn('phone_refused', { reason: 'origin', origin });
      return refuse(socket, 403);
    }
    const token = new URL(request.url ?? '/', 'http://phones').searchParams.get('token');
    const trouble = tokenTrouble(token, this.#key, clock.now(), this.#burnt);
    if (trouble) {
      log.warn('phone_refused', { reason: trouble });
      return refuse(socket, 401);
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#onOpen(opened));
  }

  #onOpen(socket: WebSocket): void {
    const phones = new Map<string, () => void>();
    const tell = (frame: PhoneDownFrame): void => {
      if (socket.readyState === socket.OPEN) socket.send(encode(frame));
    };
    socket.on('message', (data, isBinary) => {
      const decoded = decode(PhoneUpFrame, isBinary ? new Uint8Array(0) : textOf(data), MAX_FRAME_BYTES);
      if (!decoded.ok) return tell({ t: 'refused', ...decoded.error });
      try {
        this.#onFrame(decoded.frame, phones, tell);
      } catch (thrown) {
        this.#options.log.error('phone_fault', { reason: reasonOf(thrown) });
        tell({ t: 'refused', code: 'internal', message: 'the simulated WhatsApp could not take this' });
      }
    });
    socket.on('close', () => phones.forEach((close) => close()));
    socket.on('error', (error) => this.#options.log.debug('phone_error', { reason: error.message }));
  }

  #onPiece({ phone, mediaId, offset, data, done }: Of<'upload'>, tell: (frame: PhoneDownFrame) => void): void {
    const piece = this.#options.whatsapp.media.add(mediaId, offset, Buffer.from(data, 'base64'), done);
    if (piece === 'whole') tell({ t: 'uploaded', phone, mediaId });
    else if (piece !== 'more')
      tell({ t: 'refused', code: piece, message: `the file was not taken: ${piece}`, mediaId });
  }

  #onDownload({ phone, mediaId }: Of<'download'>, tell: (frame: PhoneDownFrame) => void): void {
    const bytes = this.#options.whatsapp.media.read(mediaId);
    if (bytes === null) return tell(noMedia(mediaId));
    let offset = 0;
    do {
      const part = bytes.subarray(offset, offset + PIECE_BYTES);
      const done = offset + part.length >= bytes.length;
      tell({ t: 'piece', phone, mediaId, offset, data: Buffer.from(part).toString('base64'), done });
      offset += PIECE_BYTES;
    } while (offset < bytes.length);
  }

  #onFrame(frame: PhoneUpFrame, phones: Map<string, () => void>, tell: (frame: PhoneDownFrame) => void): void {
    const { whatsapp } = this.#options;
    if (frame.t === 'open') {
      if (!phones.has(frame.phone) && phones.size >= MAX_OPEN_PHONES) {
        return tell({ t: 'refused', code: 'too_many', message: `a socket opens at most ${MAX_OPEN_PHONES} phones` });
      }
      phones.get(frame.phone)?.();
      phones.set(frame.phone, whatsapp.open(frame.phone, frame.name, tell));
      return;
    }
    if (!phones.has(frame.phone)) return tell({ t: 'refused', code: 'not_open', message: `open ${frame.phone} first` });
    switch (frame.t) {
      case 'upload':
        return this.#onPiece(frame, tell);
      case 'download':
        return this.#onDownload(frame, tell);
      case 'send':
        if (frame.content.type === 'media' && !whatsapp.media.has(frame.content.media.mediaId))
          return tell(noMedia(frame.content.media.mediaId));
        return whatsapp.write(
          frame.phone,
          frame.id,
          frame.content,
          frame.copies,
          (message) => tell({ t: 'sent', phone: frame.phone, id: frame.id, message }),
          { quotes: frame.quotes ?? null, forwarded: frame.forwarded ?? null },
        );
      case 'owner':
        return whatsapp.writeAsOwner(frame.phone, frame.text);
      case 'typing':
        return whatsapp.typeFrom(frame.phone, frame.on);
      case 'set': {
        const { online, receipts, failSends, asLid } = frame;
        return whatsapp.set(frame.phone, {
          ...(online === undefined ? {} : { online }),
          ...(receipts === undefined ? {} : { receipts }),
          ...(failSends === undefined ? {} : { failSends }),
          ...(asLid === undefined ? {} : { asLid }),
        });
      }
    }
  }
}

const noMedia = (mediaId: string): PhoneDownFrame => ({
  t: 'refused',
  code: 'no_media',
  message: 'there is no such file here',
  mediaId,
});

const refuse = (socket: Duplex, status: 401 | 403): void => {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

const textOf = (data: RawData): string =>
  (Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8');
