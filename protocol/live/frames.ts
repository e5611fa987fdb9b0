import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';
import { LiveEvent, PassingEvent } from './events.ts';

/** Worker → dashboard. */
export const LiveDownFrame = z.discriminatedUnion('t', [
  /** First frame: the epoch of the numbers and the newest one. */
  z.object({ t: z.literal('hello'), proto: z.int(), epoch: z.string(), head: Seq }),
  /** Changes after the client's number, in order. */
  z.object({ t: z.literal('events'), events: z.array(LiveEvent) }),
  /** What the client holds is too old or of another epoch: fetch again, then go on from `head`. */
  z.object({ t: z.literal('reset'), head: Seq }),
  z.object({ t: z.literal('passing'), event: PassingEvent }),
  /** The session was renewed; the socket lives until 30 s after `expiresAt`. */
  z.object({ t: z.literal('renewed'), expiresAt: z.int() }),
  z.object({ t: z.literal('refused'), code: z.string(), message: z.string() }),
]);
export type LiveDownFrame = z.infer<typeof LiveDownFrame>;

/** Dashboard → Worker. */
export const LiveUpFrame = z.discriminatedUnion('t', [
  /** Everything up to this number is applied; the feed stops sending to a client that falls 256 behind. */
  z.object({ t: z.literal('ack'), seq: Seq }),
  /** A fresh single-use ticket from `POST /api/live/ticket`, after the browser renewed its session. */
  z.object({ t: z.literal('renew'), ticket: z.string().check(z.maxLength(2048)) }),
]);
export type LiveUpFrame = z.infer<typeof LiveUpFrame>;
