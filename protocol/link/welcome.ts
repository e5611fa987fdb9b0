import * as z from 'zod/mini';
import { Millis, NumberId, Seq } from '../model/ids.ts';
import { AgentSettings } from '../model/settings.ts';
import { Fence } from './cancel.ts';

/** Gateway → agent, the answer to `hello`: the lease is yours, resume from here. */
export const Welcome = z.object({
  t: z.literal('welcome'),
  /** The Gateway's version; absent before version 6. */
  proto: z.optional(z.int()),
  /** +1 on every accepted `hello`; items of an older lease are void. */
  lease: z.int(),
  /**
   * The first lease of the unbroken row, up to this one, that all went to this agent's journal. Nobody else can have handled commands
   * since, even if welcomes were lost on the way. Absent from a Gateway of version 3.
   */
  yoursSince: z.optional(z.int()),
  /** Random per Gateway storage. */
  gatewayEpoch: z.string(),
  /** Highest contiguous `up` item of the agent's journal epoch that is stored; 0 = none. */
  upHeld: Seq,
  /** Number of the next `down` item. */
  downNext: Seq,
  /** Most `up` items and bytes that may be unacknowledged. */
  window: z.object({ items: z.int(), bytes: z.int() }),
  serverTime: Millis,
  numberId: NumberId,
  /**
   * Live fences that the agent's journal is not known to have, so that a reconnect never lets an older reply out first;
   * all that can hit something it holds. Where there are very many the others follow as `cancel`, before any `down`.
   */
  fences: z.array(Fence),
  /** Absent from a Gateway of version 7: nothing is turned on. */
  settings: z.optional(AgentSettings),
});
export type Welcome = z.infer<typeof Welcome>;
