import * as z from 'zod/mini';
import { Millis, NumberId } from './ids.ts';
import { ChannelState } from './number.ts';

/** How a number stands for who would write to it: what its channel says, or that no agent is there to say it. */
export const Standing = z.enum([...ChannelState.options, 'agent_offline']);
export type Standing = z.infer<typeof Standing>;

/** From `at` on, until the next stretch. `missed`: messages of contacts that were sent in it and came in later. */
export const Stretch = z.object({ at: Millis, standing: Standing, missed: z.int() });
export type Stretch = z.infer<typeof Stretch>;

/**
 * A number that could receive cannot any more, and that it can again: once each, whatever came in between. In the event
 * log of its Gateway, in this shape; `id` is the same however often one is told, so that who is told twice can see it.
 */
export const NumberAlert = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number_dropped'),
    id: z.string(),
    numberId: NumberId,
    cause: Standing,
    /** When it was found out, by the server's clock. */
    since: Millis,
  }),
  z.object({
    kind: z.literal('number_back'),
    id: z.string(),
    numberId: NumberId,
    /** Why it was away, and for how many milliseconds. */
    cause: Standing,
    awayMs: z.int(),
  }),
]);
export type NumberAlert = z.infer<typeof NumberAlert>;
