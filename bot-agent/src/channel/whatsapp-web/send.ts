import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { whatOf, type Content } from '@oconnector/protocol/model/content.ts';
import { reasonOf } from '../../log.ts';
import type { SendResult } from '../port.ts';
import { jidOf } from './jid.ts';
import { openChat, sendText } from './page.ts';

/** Runs a function in the page. */
export type Call = <A, R>(what: string, work: (argument: A) => R | Promise<R>, argument: A) => Promise<R>;

/** What the page throws when WhatsApp knows no such person (facts E1: wwebjs#3735, waha#1677). */
const NO_SUCH_PERSON = /No LID for user|Lid is missing in chat table/i;

/**
 * Hands a message over. First the chat is found, which sends nothing, so that a "no" there is definite; whatever goes wrong
 * after that leaves the outcome unknown, and throws.
 */
export const sendMessage = async (
  call: Call,
  { to, content, waOutId }: { to: Alias; content: Content; waOutId: string },
): Promise<SendResult> => {
  const jid = jidOf(to);
  if (jid === null) return { kind: 'refused', reason: `WhatsApp Web has no address for a ${to.kind}` };
  if (content.type !== 'text') return { kind: 'refused', reason: `this version does not send ${whatOf(content)}` };
  try {
    if (!(await call('open chat', openChat, jid))) return { kind: 'refused', reason: 'no such WhatsApp account' };
  } catch (thrown) {
    if (NO_SUCH_PERSON.test(reasonOf(thrown))) return { kind: 'refused', reason: 'no such WhatsApp account' };
    throw thrown;
  }
  const waId = await call('send', sendText, { jid, text: content.text, waId: waOutId });
  if (waId === null) throw new Error('WhatsApp Web does not show what it was given');
  return { kind: 'handed', waId };
};
