import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';
import { AgentSettings } from '../model/settings.ts';

/** Both ways: the rare beat that does reach the object, with the highest contiguous number held. The agent asks, the Gateway answers. */
export const Sync = z.object({
  t: z.literal('sync'),
  h: Seq,
  /** Only from the Gateway, which also sends a `sync` unasked when they change. Absent from one of version 7. */
  settings: z.optional(AgentSettings),
});
export type Sync = z.infer<typeof Sync>;
