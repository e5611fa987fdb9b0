import type * as z from 'zod/mini';
import { encode } from '@oconnector/protocol/codec.ts';

/** A hibernatable socket, as far as the objects use it; the simulation brings its own. */
export type Socket = {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  serializeAttachment(value: unknown): void;
  deserializeAttachment(): unknown;
};

/** Codes a peer may never put into a close frame (RFC 6455 §7.4.1); sending one throws. */
const RESERVED = new Set([1004, 1005, 1006, 1015]);

/** Closes, or answers a close, whatever state the socket is in. */
export const closeQuietly = (socket: Pick<Socket, 'close'>, code: number, reason = ''): void => {
  try {
    socket.close(RESERVED.has(code) ? 1000 : code, reason.slice(0, 120));
  } catch {
    // Already closed by the peer or by the runtime: closing was all we wanted.
  }
};

/** Sends a frame; false when the socket is gone. Says nothing about delivery: a frame lost with its connection leaves no error. */
export const sendQuietly = (socket: Pick<Socket, 'send'>, frame: { t: string }): boolean =>
  sendTextQuietly(socket, encode(frame));

/** Sends what is encoded already: a broadcast encodes once. */
export const sendTextQuietly = (socket: Pick<Socket, 'send'>, text: string): boolean => {
  try {
    socket.send(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * What an object must know of a socket after it slept. Parsed both ways: a deployed version may meet an attachment that
 * an older one wrote. At most 16,384 bytes serialized.
 */
export const attachmentOf = <S extends z.ZodMiniType>(schema: S) => ({
  /** Null when the socket has none, or one of another shape. */
  read(socket: Pick<Socket, 'deserializeAttachment'>): z.infer<S> | null {
    const parsed = schema.safeParse(socket.deserializeAttachment());
    return parsed.success ? parsed.data : null;
  },
  write(socket: Pick<Socket, 'serializeAttachment'>, value: z.infer<S>): void {
    socket.serializeAttachment(schema.parse(value));
  },
});
