import { describe, expect, it } from 'vitest';
import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import { MEDIA_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import { command, message, openNumber } from './gateway.fixture.ts';

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
