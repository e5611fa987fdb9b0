import * as z from 'zod';
import type { MessageChange } from '@oconnector/protocol/model/change.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { aliasOf, type Jid } from './jid.ts';
import { Wid, type PageMessage } from './page-message.ts';
import { translate, type Translated } from './translate.ts';

/** What happened to messages after they were sent. Each change has an id of its own, so that it is told once. */

type Changed = { chat: Jid; message: Translated };

/** What every change is besides what it says: never new, never anybody's name. */
const told = (
  about: MessageChange,
  content: Content,
): Omit<ReceivedMessage, 'contact' | 'waId' | 'fromMe' | 'sentAt'> => ({
  pushName: null,
  content,
  old: true,
  about,
});

const NOTHING_SAID: Content = { type: 'unsupported', what: 'other' };

const wordsOf = (content: Content): string => (content.type === 'text' ? content.text : (content.caption ?? ''));

/**
 * An edit of a message between the shop and a person; null for what is none. The body also changes when a message is
 * decrypted or its preview arrives; only an edit has its own time.
 */
export const translateEdit = (message: PageMessage): Changed | null => {
  const at = message.latestEditSenderTimestampMs;
  const translated = at === undefined ? null : translate(message);
  if (at === undefined || translated === null) return null;
  const text = wordsOf(translated.message.content);
  if (text === '') return null;
  const { id, fromMe } = message.id;
  const sentAt = Math.floor(at);
  const about: MessageChange = { kind: 'edited', waId: id, fromMe };
  return {
    chat: translated.chat,
    message: { ...told(about, { type: 'text', text }), waId: `${id}.e${sentAt}`, fromMe, sentAt },
  };
};

/** A message that was deleted for everybody, noticed at `now`: WhatsApp tells no time of it. Null for any other. */
export const translateRevoke = ({ id: { id, remote, fromMe }, type }: PageMessage, now: number): Changed | null => {
  if (type !== 'revoked' || aliasOf(remote) === null) return null;
  const about: MessageChange = { kind: 'revoked', waId: id, fromMe };
  return { chat: remote, message: { ...told(about, NOTHING_SAID), waId: `${id}.revoked`, fromMe, sentAt: now } };
};

/** A reaction as the library tells it. `timestamp` in seconds, with a fraction; no `reaction` or an empty one takes it back. */
const PageReaction = z.object({
  id: z.object({ fromMe: z.boolean() }),
  msgId: z.object({ fromMe: z.boolean(), remote: Wid, id: z.string().min(1).max(80) }),
  timestamp: z.number().nonnegative(),
  reaction: z.string().max(64).nullish(),
});

/** A reaction in a chat with a person; null for any other, and for what cannot be read. */
export const translateReaction = (reaction: unknown): Changed | null => {
  const parsed = PageReaction.safeParse(reaction);
  if (!parsed.success || aliasOf(parsed.data.msgId.remote) === null) return null;
  const { id, msgId, timestamp, reaction: emoji } = parsed.data;
  const sentAt = Math.round(timestamp * 1_000);
  const about: MessageChange = { kind: 'reaction', waId: msgId.id, fromMe: msgId.fromMe, emoji: emoji || null };
  return {
    chat: msgId.remote,
    message: { ...told(about, NOTHING_SAID), waId: `${msgId.id}.r${sentAt}`, fromMe: id.fromMe, sentAt },
  };
};
