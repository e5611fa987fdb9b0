import { afterEach, describe, expect, it } from 'vitest';
import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import { MEDIA_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import { installFailpoints } from '../../lib/failpoint.ts';
import { command, message, openNumber } from './gateway.fixture.ts';

afterEach(() => installFailpoints(null));

const file = (mediaId: string): MediaContent => ({
  type: 'media',
  media: { mediaId, kind: 'image', mime: 'image/png', bytes: 1, fileName: null, durationMs: null },
});

describe('D62 the file of a message', () => {
  it('is known to the number that it came on, with its contact, before the message counts as held', async () => {
    const { connect, stub, rec, evict } = await openNumber();
    const agent = await connect();
    await agent.hello();
    agent.send({
      t: 'up',
      items: [
        { s: 1, message: { ...message('wa-1', '10001'), content: file('med_a') } },
        { s: 2, message: message('wa-2', '10002') },
      ],
    });
    await agent.frame('ack', ({ h }) => h === 2);
    const owner = rec.ingested.find(({ waId }) => waId === 'wa-1')?.contactId;
    expect(await stub.contactOfFile('med_a')).toBe(owner);
    await evict();
    expect(await stub.contactOfFile('med_a')).toBe(owner);
    expect(await stub.contactOfFile('med_b')).toBeNull();
    const other = await openNumber();
    expect(await other.stub.contactOfFile('med_a')).toBeNull();
  });
});

describe('D61 a Gateway that dies when a conversation has just stored a message with a file', () => {
  it('knows whose it is when the agent repeats it, though the contact is part of another one by then', async () => {
    const { connect, stub, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const item = { s: 1, message: { ...message('wa-1', '10001'), content: file('med_a') } };
    let deaths = 0;
    installFailpoints((name) => {
      if (name === 'gateway.up.ingested' && deaths++ === 0) throw new Error('died');
    });
    agent.send({ t: 'up', items: [item] });
    await agent.frame('nack');
    const first = rec.ingested[0]?.contactId;
    expect([deaths, await stub.contactOfFile('med_a')]).toEqual([1, first]);
    await inside((context) => {
      const { directory, conversation } = context.ports;
      context.memory.contacts.clear();
      context.ports.directory = () => ({
        resolve: async (requests) =>
          (await directory().resolve(requests)).map((found) => ({
            ...found,
            contact: { ...found.contact, contactId: 'con_merged' },
          })),
      });
      context.ports.conversation = (contactId) => ({
        ...conversation(contactId),
        ingest: async ({ items }) => items.map(({ message: { waId } }) => ({ waId, seq: 1, outcome: 'duplicate' })),
      });
    });
    agent.send({ t: 'up', items: [item] });
    await agent.frame('ack', ({ h }) => h === 1);
    expect(await stub.contactOfFile('med_a')).toBe(first);
  });

  it.each(['moved', 'conflict'] as const)(
    'D62 announces no file of a message that was not taken: %s',
    async (outcome) => {
      const { connect, stub, inside } = await openNumber();
      const agent = await connect();
      await agent.hello();
      await inside((context) => {
        const { conversation } = context.ports;
        context.ports.conversation = (contactId) => ({
          ...conversation(contactId),
          ingest: async ({ items }) => items.map(({ message: { waId } }) => ({ waId, seq: 0, outcome })),
        });
      });
      agent.send({ t: 'up', items: [{ s: 1, message: { ...message('wa-1'), content: file('med_a') } }] });
      await agent.frame('nack');
      expect(await stub.contactOfFile('med_a')).toBeNull();
    },
  );
});

describe('D64 a command with a file', () => {
  it('is not sent to an agent that could not read it, and says so; what may have left is not said to have failed', async () => {
    const { connect, stub, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const left = command({ class: 'human', contactId: 'con_a', content: file('med_a') });
    await stub.enqueue([left]);
    await agent.frame('down');
    const old = await connect();
    await old.hello({ proto: MEDIA_SINCE_PROTOCOL - 1 });
    const [late, text] = [
      command({ class: 'human', contactId: 'con_b', content: file('med_b') }),
      command({ class: 'human', contactId: 'con_b' }),
    ];
    await stub.enqueue([late, text]);
    expect((await old.frame('down')).items.map((item) => item.command.commandId)).toEqual([text.commandId]);
    await expect
      .poll(() => rec.reports.map(({ commandId, state, reason }) => ({ commandId, state, reason })))
      .toEqual([
        { commandId: left.commandId, state: 'unknown', reason: 'agent_too_old' },
        { commandId: late.commandId, state: 'failed', reason: 'agent_too_old' },
      ]);
  });

  it('gives its file to the agent for as long as it is under way', async () => {
    const { connect, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const sent = command({ class: 'human', content: file('med_a') });
    expect(await stub.sendsFile('med_a')).toBe(false);
    await stub.enqueue([sent]);
    const { items } = await agent.frame('down');
    expect([await stub.sendsFile('med_a'), await stub.sendsFile('med_b')]).toEqual([true, false]);
    agent.send({ t: 'ack', h: items[0]?.s ?? 0, sack: [] });
    const report = { commandId: sent.commandId, contactId: sent.contactId, reason: null, waId: 'wa', at: 1 };
    agent.send({ t: 'report', items: [{ r: 1, report: { ...report, state: 'accepted' } }] });
    await agent.frame('reported');
    expect(await stub.sendsFile('med_a')).toBe(false);
  });
});
