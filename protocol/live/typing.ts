import * as z from 'zod/mini';
import { ContactId } from '../model/ids.ts';

/** A contact types. Passing: it has no number and is never replayed. */
export const ContactTyping = z.object({
  kind: z.literal('typing'),
  data: z.object({ contactId: ContactId, on: z.boolean() }),
});
