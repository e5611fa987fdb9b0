import type * as z from 'zod/mini';
import type { NackCode } from './link/nack.ts';

/** Why a frame could not be read. */
export type DecodeError = {
  code: Extract<NackCode, 'too_large' | 'binary' | 'not_json' | 'unknown_frame' | 'malformed'>;
  message: string;
  /** The `t` of the frame, where it is a short string. */
  frame?: string;
};
export type Decoded<T> = { ok: true; frame: T } | { ok: false; error: DecodeError };

const refuse = (code: DecodeError['code'], message: string, frame?: string): { ok: false; error: DecodeError } => ({
  ok: false,
  error: { code, message, ...(frame === undefined ? {} : { frame }) },
});

const MAX_NAME_LENGTH = 32;

/** The `t` of a value that no schema knows. */
const nameOf = (value: unknown): string | undefined => {
  const t =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 't') ? (value as { t: unknown }).t : undefined;
  return typeof t === 'string' && t.length <= MAX_NAME_LENGTH ? t : undefined;
};

/** The `t` at the head of a text that is not read further, as both ends of the link write it. */
const nameAtHead = (raw: string): string | undefined => /^\{"t":"([a-z_]{1,32})"/.exec(raw)?.[1];

/** Whether the UTF-8 form is longer than `maxBytes`; counted only where the UTF-16 length leaves it open. */
const exceeds = (text: string, maxBytes: number): boolean => {
  if (text.length > maxBytes) return true;
  if (text.length * 3 <= maxBytes) return false;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Half of a surrogate pair is two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
  }
  return bytes > maxBytes;
};

/**
 * Reads one frame: size first, then text, then JSON, then schema. Never throws, whatever the peer sent; `message` is
 * safe to send back, for it names paths and never repeats values.
 */
export const decode = <S extends z.ZodMiniType>(
  schema: S,
  raw: string | ArrayBuffer | ArrayBufferView,
  maxBytes: number,
): Decoded<z.infer<S>> => {
  if (typeof raw !== 'string') return refuse('binary', 'frames are JSON text');
  if (exceeds(raw, maxBytes)) return refuse('too_large', `a frame has at most ${maxBytes} bytes`, nameAtHead(raw));
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return refuse('not_json', 'the frame is not JSON', nameAtHead(raw));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, frame: parsed.data };
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'invalid_union' && issue.path.length === 1 && issue.path[0] === 't';
  return unknown
    ? refuse('unknown_frame', 'no such frame', nameOf(value))
    : refuse('malformed', `at ${issue?.path.join('.') || '(root)'}: ${issue?.code ?? 'invalid'}`, nameOf(value));
};

/** Writes one frame. JSON escapes lone surrogates, so any string survives the wire. */
export const encode = (frame: { t: string }): string => JSON.stringify(frame);
