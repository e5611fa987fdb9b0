import type { Client } from 'whatsapp-web.js';
import type { FileRef } from '../../files/file-rows.ts';

/**
 * The file of a message, by the library's own way: it decrypts what WhatsApp's servers still have. Throws when it cannot be had now: while
 * the owner's phone uploads it again, or the page is busy.
 */
export const downloadFile = async (
  client: Client,
  { chat, waId, fromMe }: FileRef,
): Promise<{ bytes: Uint8Array } | { gone: string }> => {
  const message = await client.getMessageById(`${fromMe}_${chat}_${waId}`);
  // The type says that there always is one.
  if ((message as unknown) === null || (message as unknown) === undefined)
    throw new Error('the page has no such message');
  if (!message.hasMedia) return { gone: 'no_file' };
  const media = await message.downloadMedia();
  if ((media as unknown) === null || (media as unknown) === undefined)
    throw new Error('WhatsApp does not give the file');
  return { bytes: Buffer.from(media.data, 'base64') };
};
