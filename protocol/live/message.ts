import * as z from 'zod/mini';
import { ContactId } from '../model/ids.ts';
import { Message } from '../model/message.ts';

/** A line was added to a thread, or its status changed. Identified by contact and `message.seq`. */
export const MessageChanged = z.object({
  kind: z.literal('message'),
  data: z.object({ contactId: ContactId, message: Message }),
});
