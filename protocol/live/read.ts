import * as z from 'zod/mini';
import { ContactId, UserId } from '../model/ids.ts';

/** A user has read a conversation up to so many inbound messages. */
export const ConversationRead = z.object({
  kind: z.literal('read'),
  data: z.object({ userId: UserId, contactId: ContactId, inboundCount: z.int() }),
});
