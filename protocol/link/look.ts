import * as z from 'zod/mini';
import { MAX_FRAME_ITEMS } from '../limits.ts';
import { Command } from '../model/command.ts';

/**
 * Gateway → agent: a person asks what became of these commands. The agent looks once into WhatsApp's history and answers
 * each with a `report`; it never sends because of it. The command comes whole, for an agent whose journal has forgotten it.
 */
export const Look = z.object({
  t: z.literal('look'),
  items: z.array(Command).check(z.minLength(1), z.maxLength(MAX_FRAME_ITEMS)),
});
export type Look = z.infer<typeof Look>;
