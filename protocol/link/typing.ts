import * as z from 'zod/mini';
import { Alias } from '../model/alias.ts';

/** Agent → Gateway: a contact started or stopped typing. Never stored, may be lost. */
export const Typing = z.object({
  t: z.literal('typing'),
  contact: z.array(Alias).check(z.minLength(1)),
  on: z.boolean(),
});
export type Typing = z.infer<typeof Typing>;
