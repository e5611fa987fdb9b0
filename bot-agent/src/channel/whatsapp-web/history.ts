import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { bodyHashOf } from '../../identity.ts';
import type { Log } from '../../log.ts';
import type { ChatRef, Sent } from '../port.ts';
import { contentOf } from './content.ts';
import { aliasOf, type Jid } from './jid.ts';
import { readMessage, type PageMessage } from './page-message.ts';
import { findMessage, listChats, readChat } from './page.ts';
import type { Call } from './send.ts';
import { translateEdit, translateRevoke } from './changes.ts';
import { DECRYPT_MS, levelOf, SILENT_TYPES, translate, waIdOf } from './translate.ts';

/** Own messages of a chat that are looked through for a body. */
const LOOK_BACK = 50;

/** Every chat that is heard and its newest message. */
export const listRefs = async (read: Call, hears: (jid: Jid) => boolean): Promise<ChatRef[]> => {
  const chats = await read('chats', listChats, SILENT_TYPES);
  return chats.flatMap(({ jid, t, last }) =>
    aliasOf(jid) === null || !hears(jid)
      ? []
      : [
          {
            chat: jid,
            lastAt: Math.floor(last?.t ?? t) * 1_000,
            lastWaId: last === null ? '' : waIdOf({ id: { ...last, remote: jid }, type: last.type }),
            lastFromMe: last?.fromMe ?? false,
          },
        ],
  );
};

/** Messages of a chat from `since` (milliseconds) on, oldest first, at most `limit` of the newest, with their edits and revokes. */
export const readHistory = async (
  read: Call,
  query: { chat: Jid; since: number; limit: number; names: Alias[]; title: string | null; now: number; log: Log },
): Promise<ReceivedMessage[]> => {
  const { chat, since, limit, names, title, now, log } = query;
  if (names.length === 0) return [];
  const { models, broken } = await read('history', readChat, { jid: chat, since: Math.floor(since / 1_000), limit });
  const messages = models.map(readMessage).filter((one): one is PageMessage => one !== null);
  const unread = broken + models.length - messages.length;
  if (unread > 0) log.warn('messages_unreadable', { chat, unread });
  return messages
    .filter(({ type, t }) => type !== 'ciphertext' || now - t * 1_000 > DECRYPT_MS)
    .flatMap((message) => [translate(message), translateEdit(message), translateRevoke(message, now)])
    .filter((told) => told !== null)
    .map(({ message }) => ({ ...message, pushName: message.pushName ?? title, contact: names }));
};

/**
 * Own messages that WhatsApp's history shows: the one with this id under any address of the contact, else those with this
 * body. Throws when it cannot look.
 */
export const findSent = async (
  read: Call,
  query: { jids: Jid[]; waOutId: string; bodyHash: string; since: number },
): Promise<Sent[]> => {
  const { jids, waOutId, bodyHash, since } = query;
  const byId = readMessage(
    await read(
      'find message',
      findMessage,
      jids.map((jid) => `true_${jid}_${waOutId}`),
    ),
  );
  if (byId !== null) return [sentOf(byId)];
  const found: Sent[] = [];
  for (const jid of jids) {
    const { models } = await read('find body', readChat, { jid, since: Math.floor(since / 1_000), limit: LOOK_BACK });
    for (const model of models) {
      const message = readMessage(model);
      if (message?.id.fromMe && bodyHashOf(contentOf(message)) === bodyHash) found.push(sentOf(message));
    }
  }
  return found;
};

const sentOf = (message: PageMessage): Sent => ({
  waId: message.id.id,
  level: levelOf(message.ack),
  at: Math.floor(message.t) * 1_000,
});
