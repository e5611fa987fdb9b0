import * as z from 'zod/mini';
import { ConversationRow } from '../model/conversation.ts';

/** A row of the inbox changed. */
export const ConversationChanged = z.object({ kind: z.literal('conversation'), data: ConversationRow });
