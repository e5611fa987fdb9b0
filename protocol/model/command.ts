import * as z from 'zod/mini';
import { Alias } from './alias.ts';
import { Content } from './content.ts';
import { CommandId, ContactId, Millis, WaMessageId } from './ids.ts';

/**
 * `reply`: the bot's answer, bound to its generation. `human`: typed by an attendant. `notice`: an automatic line that
 * announces a change of control and therefore carries the new generation (ARCHITECTURE §5b.3).
 */
export const CommandClass = z.enum(['reply', 'human', 'notice']);
export type CommandClass = z.infer<typeof CommandClass>;

/** An outbound message on its way to WhatsApp. */
export const Command = z.object({
  commandId: CommandId,
  contactId: ContactId,
  /** Where to send: the alias of the contact's last inbound message. */
  to: Alias,
  class: CommandClass,
  /** The control generation it was decided under; older than the bot's fence = cancelled. */
  generation: z.int(),
  /** Order among the commands of its contact. */
  order: z.int(),
  content: Content,
  createdAt: Millis,
  /** Past this moment (server time) it expires unsent; null = never. */
  notAfter: z.nullable(Millis),
});
export type Command = z.infer<typeof Command>;

/** A fact about WhatsApp that the bot agent reports of one command. */
export const CommandReport = z.object({
  commandId: CommandId,
  contactId: ContactId,
  state: z.enum(['accepted', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unknown']),
  reason: z.nullable(z.string().check(z.maxLength(300))),
  waId: z.nullable(WaMessageId),
  /** Server time, by the agent's offset. */
  at: Millis,
});
export type CommandReport = z.infer<typeof CommandReport>;
