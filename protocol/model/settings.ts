import * as z from 'zod/mini';

/** What a bot agent must know of its cliente's choices. */
export const AgentSettings = z.object({
  /** Whether messages of groups are taken. Statuses, broadcasts and channels never are. */
  groups: z.boolean(),
});
export type AgentSettings = z.infer<typeof AgentSettings>;
