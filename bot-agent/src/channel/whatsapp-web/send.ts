import { contentText, type Content } from '@oconnector/protocol/model/content.ts';
import { whatOf } from '@oconnector/protocol/model/what-of.ts';
import { reasonOf } from '../../log.ts';
import type { Outgoing, SendResult } from '../port.ts';
import { jidOf } from './jid.ts';
import { openChat, prepareFile, send, type FileToSend } from './page.ts';

/** Runs a function in the page. */
export type Call = <A, R>(what: string, work: (argument: A) => R | Promise<R>, argument: A) => Promise<R>;

/** What the page throws when WhatsApp knows no such person (facts E1: wwebjs#3735, waha#1677). */
const NO_SUCH_PERSON = /No LID for user|Lid is missing in chat table/i;

/** WhatsApp's phones play a voice note only as this; another type makes it a file with a play button. */
const VOICE_TYPE = 'audio/ogg; codecs=opus';

const toSend = (content: Content, bytes: Uint8Array | undefined): FileToSend | null => {
  if (content.type !== 'media' || bytes === undefined || content.media.kind === 'sticker') return null;
  const { kind, voice, mime, fileName } = content.media;
  return {
    data: Buffer.from(bytes).toString('base64'),
    mimetype: voice && mime === 'audio/ogg' ? VOICE_TYPE : mime,
    filename: fileName,
    as: voice ? 'voice' : kind,
  };
};

/**
 * Hands a message over. First the chat is found and its file is uploaded, which sends nothing, so that a "no" there is definite; whatever
 * goes wrong after that leaves the outcome unknown, and throws.
 */
export const sendMessage = async (
  call: Call,
  upload: Call,
  { to, content, waOutId, file }: Outgoing,
): Promise<SendResult> => {
  const jid = jidOf(to);
  if (jid === null) return { kind: 'refused', reason: `WhatsApp Web has no address for a ${to.kind}` };
  const outgoing = toSend(content, file);
  if (content.type !== 'text' && outgoing === null)
    return { kind: 'refused', reason: `this version does not send ${whatOf(content)}` };
  try {
    if (!(await call('open chat', openChat, jid))) return { kind: 'refused', reason: 'no such WhatsApp account' };
  } catch (thrown) {
    if (NO_SUCH_PERSON.test(reasonOf(thrown))) return { kind: 'refused', reason: 'no such WhatsApp account' };
    throw thrown;
  }
  if (outgoing !== null)
    try {
      await upload('upload', prepareFile, { waId: waOutId, file: outgoing });
    } catch (thrown) {
      return { kind: 'refused', reason: `file_not_taken: ${reasonOf(thrown)}`.slice(0, 300) };
    }
  const text = contentText(content);
  const waId = await call('send', send, { jid, text, waId: waOutId, hasFile: outgoing !== null });
  if (waId === null) throw new Error('WhatsApp Web does not show what it was given');
  return { kind: 'handed', waId };
};
