import * as z from 'zod/mini';
import { Seq } from '../model/ids.ts';
import { ConversationChanged } from './conversation.ts';
import { MessageChanged } from './message.ts';
import { NumberChanged } from './number.ts';
import { ConversationRead } from './read.ts';
import { ContactTyping } from './typing.ts';

/** What the feed tells, in order and without gaps. */
export const LiveChange = z.discriminatedUnion('kind', [
  ConversationChanged,
  MessageChanged,
  NumberChanged,
  ConversationRead,
]);
export type LiveChange = z.infer<typeof LiveChange>;

/** A change with its number; numbers of a cliente are dense within an epoch. */
export const LiveEvent = z.intersection(z.object({ seq: Seq }), LiveChange);
export type LiveEvent = z.infer<typeof LiveEvent>;

/** What may be missed. */
export const PassingEvent = ContactTyping;
export type PassingEvent = z.infer<typeof PassingEvent>;
