import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { conversationStub, directoryStub } from '../stubs.ts';
import { batchOf, CLIENTE, eventually, neighbours, received, storedAndFolded } from './conversation.fixture.ts';

/** Parts for tests of merges: two real conversations and the Directory that joins them. */

let people = 0;

/** One person whom WhatsApp shows now by phone, now by lid, and who has written under both before anybody knew. */
export const setUp = () => {
  const around = neighbours();
  const n = ++people;
  const phone: Alias = { kind: 'phone', value: `+5511977${String(n).padStart(6, '0')}` };
  const lid: Alias = { kind: 'lid', value: String(880_000_000 + n) };
  const directory = directoryStub(env, CLIENTE);
  const resolve = async (...aliases: Alias[]): Promise<Contact> => {
    const [found] = await directory.resolve([{ aliases, pushName: null }]);
    if (found === undefined) throw new Error('not resolved');
    return found.contact;
  };
  const open = (contact: Contact) => {
    const conversation = () => conversationStub(env, CLIENTE, contact.contactId);
    const stub = () => conversation() as unknown as DurableObjectStub;
    const thread = async () =>
      (await conversation().messages({ before: null, after: null, limit: 1_000 }))?.messages ?? [];
    return {
      contact,
      conversation,
      stub,
      thread,
      take: (...messages: ReceivedMessage[]) => conversation().ingest(batchOf(contact, messages)),
      texts: async () =>
        (await thread()).map((line) =>
          line.direction === 'notice' ? `(${line.notice.event})` : contentText(line.content),
        ),
      row: async () => {
        const row = (await conversation().row())?.row;
        if (row === undefined) throw new Error('nothing was stored');
        return row;
      },
      /** Until it has handed over what it held back. */
      carried: () =>
        eventually(async () => {
          const { events } = await conversation().events({ before: null, correlation: null, limit: 100 });
          expect(events.map(({ kind }) => kind)).toContain('waiting.carried');
        }),
      ring: async (ms = 20_000) => {
        around.clock.advance(ms);
        await runDurableObjectAlarm(stub());
      },
    };
  };
  const both = async () => ({ mine: open(await resolve(phone)), theirs: open(await resolve(lid)) });
  const merge = async () => {
    await resolve(lid, phone);
    const found = (await directory.merges(50)).find(({ evidence }) => JSON.stringify(evidence).includes(lid.value));
    if (found === undefined) throw new Error('not merged');
    return found;
  };
  const commands = (contact: Contact) =>
    around.gateway.enqueued.filter(({ contactId }) => contactId === contact.contactId);
  return { ...around, phone, lid, directory, resolve, open, both, merge, commands };
};

export const from = (alias: Alias, text: string, more: Partial<ReceivedMessage> = {}) =>
  received(text, { contact: [alias], ...more });

export const expectFolded = async (...stubs: DurableObjectStub[]) => {
  for (const stub of stubs) {
    const { stored, folded } = await storedAndFolded(stub);
    expect(stored).toEqual(folded);
  }
};
