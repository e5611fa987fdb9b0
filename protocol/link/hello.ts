import * as z from 'zod/mini';
import { Millis, Seq } from '../model/ids.ts';

/** Agent → Gateway, first frame of a socket: who I am and what I hold. */
export const Hello = z.object({
  t: z.literal('hello'),
  proto: z.int(),
  /** Stable per installation of the agent. */
  botId: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Random per process start. */
  boot: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Random per journal file: offsets of another epoch are never trusted. */
  journalEpoch: z.string().check(z.minLength(1), z.maxLength(64)),
  /** Number of the next new `up` item. */
  upNext: Seq,
  /** The Gateway epoch this agent last met (null = none) and the highest contiguous `down` item of it that is stored. */
  gatewayEpoch: z.nullable(z.string().check(z.maxLength(64))),
  downHeld: Seq,
  /** The agent's clock, so that skew can be shown. */
  clock: Millis,
  /** Which computer this is and what runs there, for people to recognise. Absent from agents of version 5. */
  agent: z.optional(z.object({ host: z.string().check(z.maxLength(128)), version: z.string().check(z.maxLength(32)) })),
});
export type Hello = z.infer<typeof Hello>;
