import * as z from 'zod/mini';
import { CommandId, ContactId } from '../model/ids.ts';

/** Agent → Gateway: the fence is stored; these commands were already handed to WhatsApp and may still arrive. */
export const Fenced = z.object({
  t: z.literal('fenced'),
  contactId: ContactId,
  minGeneration: z.int(),
  inFlight: z.array(CommandId),
});
export type Fenced = z.infer<typeof Fenced>;
