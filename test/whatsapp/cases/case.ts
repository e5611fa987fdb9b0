import type { Injected } from '../../chaos/report/case.ts';
import type { Contact } from '../../../bot-agent/test/standin/standin.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { InboundMessage, Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import type { World } from '../world.ts';

/** A row of the fault matrix with the real library in a real browser. It begins with an agent that is ready and leaves a stand-in that is sound. */
export type WhatsAppCase = {
  row: number;
  name: string;
  /** Throws when the expected outcome does not come about. */
  run: (world: World) => Promise<Injected>;
};

let people = 0;

/** A contact that no other case has. */
export const person = (world: World, name: string, knownLid = false): Contact =>
  world.standIn.contact(`551198128${String(++people).padStart(4, '0')}`, name, knownLid);

export const inbound = async (world: World, contact: Contact): Promise<InboundMessage[]> =>
  (await world.thread(contact)).filter((message: Message) => message.direction === 'in');

export const outbound = async (world: World, contact: Contact): Promise<OutboundMessage[]> =>
  (await world.thread(contact)).filter((message: Message) => message.direction === 'out');

export const wordsOf = (messages: readonly (InboundMessage | OutboundMessage)[]): string[] =>
  messages.map(({ content }) => contentText(content));
