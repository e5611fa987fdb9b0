import type { Client, Message, MessageMedia } from 'whatsapp-web.js';
import type { FileRef } from '../../journal/file-rows.ts';
import type { Jid } from './jid.ts';

/**
 * The file of a message, by the library's own way: it decrypts what WhatsApp's servers still have. `chats`: the addresses under which
 * WhatsApp may file it now. Throws when it cannot be had now: the page does not know the message yet, or the owner's phone has to upload it
 * again.
 */
export const downloadFile = async (
  client: Client,
  chats: readonly Jid[],
  { waId, fromMe }: Pick<FileRef, 'waId' | 'fromMe'>,
): Promise<{ bytes: Uint8Array } | { gone: string }> => {
  for (const chat of chats) {
    // The types say that there always is one.
    const message = (await client.getMessageById(`${fromMe}_${chat}_${waId}`)) as Message | null | undefined;
    if (!message) continue;
    if (!message.hasMedia) return { gone: 'no_file' };
    const media = (await message.downloadMedia()) as MessageMedia | null | undefined;
    if (!media) throw new Error('WhatsApp does not give the file');
    return { bytes: Buffer.from(media.data, 'base64') };
  }
  throw new Error('the page has no such message');
};
