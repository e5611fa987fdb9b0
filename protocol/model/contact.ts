import * as z from 'zod/mini';
import { Alias } from './alias.ts';
import { ContactId } from './ids.ts';

/** A person on WhatsApp, as the Directory knows it. */
export const Contact = z.object({
  contactId: ContactId,
  /** Push name or the name a person gave; null until one is known. */
  name: z.nullable(z.string()),
  /** Null for a contact known only by `@lid` or username. `display` is formatted for people by the server. */
  phone: z.nullable(z.object({ e164: z.string(), display: z.string() })),
  aliases: z.array(Alias),
});
export type Contact = z.infer<typeof Contact>;
