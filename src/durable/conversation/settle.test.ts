import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { ANA, BIA, CLIENTE, eventually, NUMBER, reportOf, scene, storedAndFolded } from './conversation.fixture.ts';
import { mayAct } from './settle.ts';

const setUp = () => {
  const around = scene(env);
  const { conversation, gateway, write, clock, stub, outs } = around;
  const due = async (ms: number) => {
    clock.advance(ms);
    await runDurableObjectAlarm(stub());
  };
  const enqueued = (times: number) => eventually(() => expect(gateway.enqueued).toHaveLength(times));
  /** A message of Ana's that ended in this state. */
  const ended = async (state: CommandReport['state'], text = 'seu pedido chegou') => {
    await write('oi');
    const sent = await conversation().send({
      actor: ANA,
      clientId: crypto.randomUUID(),
      text,
      generation: await around.generation(),
    });
    const commandId = sent.ok && sent.message.direction === 'out' ? (sent.message.commandId ?? '') : '';
    await enqueued(1);
    await conversation().report([
      { ...reportOf({ commandId, contactId: around.contact.contactId }, state), reason: 'cannot_look: offline' },
    ]);
    return commandId;
  };
  const settle = (
    commandId: string,
    action: 'check' | 'resend' | 'drop',
    more: { generation?: number; actor?: typeof ANA } = {},
  ) => conversation().settle({ actor: more.actor ?? ANA, commandId, action, generation: more.generation ?? null });
  const unsettled = async () => (await around.row()).unsettled;
  const bubble = async (commandId: string): Promise<OutboundMessage> => {
    const found = (await outs()).find((message) => message.commandId === commandId);
    if (!found) throw new Error('no such bubble');
    return found;
  };
  return { ...around, due, enqueued, ended, settle, unsettled, bubble };
};

describe('a message that nobody knows the fate of', () => {
  it.each(['unknown', 'failed'] as const)(
    'D37 dropped by a person (%s): it stays what it was, and nobody is reminded of it any more',
    async (state) => {
      const { ended, settle, unsettled, bubble, inbox, kinds } = setUp();
      const commandId = await ended(state);
      expect(await unsettled()).toBe(1);
      const result = await settle(commandId, 'drop');
      expect(result).toMatchObject({
        ok: true,
        repeated: false,
        resent: null,
        message: { status: state, settled: { how: 'dropped', by: 'Ana', as: null } },
      });
      expect(await unsettled()).toBe(0);
      expect(await bubble(commandId)).toMatchObject({ settled: { how: 'dropped' } });
      await eventually(() =>
        expect(inbox.updates.at(-1)).toMatchObject({
          row: { unsettled: 0 },
          messages: expect.arrayContaining([
            expect.objectContaining({ settled: expect.objectContaining({ how: 'dropped' }) }),
          ]),
        }),
      );
      expect(await settle(commandId, 'drop')).toMatchObject({ ok: true, repeated: true });
      expect((await kinds()).filter((kind) => kind === 'command.settled')).toHaveLength(1);
      expect(await unsettled()).toBe(0);
    },
  );

  it('D37 sent again: the same words under a new id, once, and the person who decided it has control', async () => {
    const { ended, settle, unsettled, bubble, enqueued, gateway, row, generation } = setUp();
    const commandId = await ended('unknown');
    const result = await settle(commandId, 'resend', { generation: await generation() });
    await enqueued(2);
    const [first, second] = gateway.enqueued;
    expect(second).toMatchObject({ class: 'human', content: { text: 'seu pedido chegou' } });
    expect(second?.commandId).not.toBe(first?.commandId);
    expect(result).toMatchObject({
      ok: true,
      resent: { commandId: second?.commandId },
      message: { settled: { how: 'resent', as: second?.commandId } },
    });
    expect(await settle(commandId, 'resend')).toMatchObject({
      ok: true,
      repeated: true,
      resent: { commandId: second?.commandId },
    });
    expect((await row()).control.holder).toMatchObject({ kind: 'human', userId: 'usr_ana' });
    expect(await unsettled()).toBe(0);
    expect(gateway.enqueued).toHaveLength(2);
    expect((await bubble(commandId)).status).toBe('unknown');
  });

  it('D37 is not sent again by someone who did not see who has control', async () => {
    const { ended, settle, unsettled, gateway, generation } = setUp();
    const commandId = await ended('unknown');
    expect(await settle(commandId, 'resend', { actor: BIA, generation: (await generation()) - 1 })).toMatchObject({
      ok: false,
      code: 'stale',
      control: { holder: { userId: 'usr_ana' } },
    });
    expect(gateway.enqueued).toHaveLength(1);
    expect(await unsettled()).toBe(1);
  });

  it('D37 found after all: accepted counts, and whoever dropped it was no reason to count it twice', async () => {
    const { ended, settle, unsettled, bubble, conversation, contact } = setUp();
    const commandId = await ended('unknown');
    await settle(commandId, 'drop');
    await conversation().report([reportOf({ commandId, contactId: contact.contactId }, 'accepted')]);
    expect(await bubble(commandId)).toMatchObject({ status: 'accepted', settled: { how: 'dropped' } });
    expect(await unsettled()).toBe(0);
  });
});

describe('looking for it', () => {
  it('D37 asks the agent once; what it finds settles the message by itself', async () => {
    const { ended, settle, unsettled, bubble, gateway, conversation, contact } = setUp();
    const commandId = await ended('unknown');
    expect(await settle(commandId, 'check')).toMatchObject({ ok: true, message: { look: { endedAt: null } } });
    await settle(commandId, 'check');
    await eventually(() => expect(gateway.looks.map((command) => command.commandId)).toEqual([commandId]));
    await conversation().report([reportOf({ commandId, contactId: contact.contactId }, 'delivered', 'wa-9')]);
    expect(await bubble(commandId)).toMatchObject({ status: 'delivered', look: { endedAt: expect.any(Number) } });
    expect(await unsettled()).toBe(0);
  });

  it('D37 that finds nothing says so, and may be asked again', async () => {
    const { ended, settle, unsettled, bubble, gateway, conversation, contact } = setUp();
    const commandId = await ended('unknown');
    await settle(commandId, 'check');
    await eventually(() => expect(gateway.looks).toHaveLength(1));
    await conversation().report([
      { ...reportOf({ commandId, contactId: contact.contactId }, 'unknown'), reason: 'not_in_history' },
    ]);
    expect(await bubble(commandId)).toMatchObject({
      status: 'unknown',
      statusReason: 'not_in_history',
      look: { endedAt: expect.any(Number) },
    });
    expect(await unsettled()).toBe(1);
    await settle(commandId, 'check');
    await eventually(() => expect(gateway.looks).toHaveLength(2));
  });

  it.each([
    ['offline', 'agent_offline'],
    ['too_old', 'agent_too_old'],
  ] as const)('D37 with an agent that is %s ends at once, with the reason', async (looking, reason) => {
    const { ended, settle, bubble, gateway } = setUp();
    const commandId = await ended('unknown');
    gateway.looking = looking;
    await settle(commandId, 'check');
    await eventually(async () =>
      expect(await bubble(commandId)).toMatchObject({ statusReason: reason, look: { endedAt: expect.any(Number) } }),
    );
  });

  it('D37 is not waited for for ever, not even by an object that slept', async () => {
    const { ended, settle, bubble, due, stub } = setUp();
    const commandId = await ended('unknown');
    await settle(commandId, 'check');
    await eventually(async () => expect((await bubble(commandId)).look).toBeDefined());
    await evictDurableObject(stub());
    await due(61_000);
    expect(await bubble(commandId)).toMatchObject({ statusReason: 'no_answer', look: { endedAt: expect.any(Number) } });
  });
});

it.each(['check', 'resend', 'drop'] as const)(
  'P5 what a person did (%s) is in the log, with what came of it later',
  async (action) => {
    const { ended, settle, conversation, contact, stub } = setUp();
    const commandId = await ended('unknown');
    await settle(commandId, action);
    const during = await storedAndFolded(stub());
    expect(during.folded).toEqual(during.stored);
    await conversation().report([reportOf({ commandId, contactId: contact.contactId }, 'accepted')]);
    await conversation().quarantine({
      clienteId: CLIENTE,
      numberId: NUMBER,
      contact,
      replyTo: { kind: 'lid', value: '12345' },
      journalEpoch: 'j',
      s: 1,
    });
    const { stored, folded } = await storedAndFolded(stub());
    expect(folded).toEqual(stored);
    expect(stored).toMatchObject({ unknown: 0, failed: 0, looking: {} });
  },
);

describe('what there is to settle', () => {
  it.each([
    ['check', 'unknown', true],
    ['check', 'failed', false],
    ['drop', 'failed', true],
    ['resend', 'failed', true],
    ['resend', 'accepted', false],
    ['resend', 'dispatched', false],
    ['drop', 'expired', false],
    ['drop', 'cancelled', false],
  ] as const)('%s of %s: %s', (action, status, allowed) => {
    expect(mayAct(action, status, null)).toBe(allowed);
    expect(mayAct(action, status, { how: 'dropped', by: 'Ana', at: 1, as: null })).toBe(false);
  });

  it('refuses what is not there, what went well and what was settled the other way', async () => {
    const { ended, settle } = setUp();
    expect(await settle(crypto.randomUUID(), 'drop')).toMatchObject({ ok: false, code: 'not_found' });
    const commandId = await ended('accepted');
    expect(await settle(commandId, 'drop')).toMatchObject({ ok: false, code: 'conflict' });
    expect(await settle(crypto.randomUUID(), 'drop')).toMatchObject({ ok: false, code: 'not_found' });
    const { ended: endedToo, settle: settleToo } = setUp();
    const other = await endedToo('failed');
    expect(await settleToo(other, 'check')).toMatchObject({ ok: false, code: 'conflict' });
    await settleToo(other, 'drop');
    expect(await settleToo(other, 'resend')).toMatchObject({ ok: false, code: 'conflict' });
  });

  it('includes what failed in a history that was brought in', async () => {
    const { conversation, contact, outs, settle, unsettled, enqueued, gateway } = setUp();
    await conversation().restore({
      clienteId: CLIENTE,
      numberId: NUMBER,
      contact,
      replyTo: { kind: 'phone', value: '+5511910000000' },
      holder: { kind: 'bot' },
      status: 'open',
      messages: [
        { direction: 'in', waId: 'h1', text: 'oi', at: 1_000 },
        { direction: 'out', text: 'Olá!', at: 2_000, by: { kind: 'bot' }, status: 'failed' },
      ],
    });
    const commandId = (await outs())[0]?.commandId ?? '';
    expect(await settle(commandId, 'resend')).toMatchObject({ ok: true });
    await enqueued(1);
    expect(gateway.enqueued[0]).toMatchObject({ content: { text: 'Olá!' } });
    expect(await unsettled()).toBe(0);
  });
});

describe('a message that could not be stored', () => {
  it('D19 leaves a line in the thread, once, and somebody waits', async () => {
    const { conversation, contact, texts, write, row } = setUp();
    const item = {
      clienteId: CLIENTE,
      numberId: NUMBER,
      contact,
      replyTo: { kind: 'lid' as const, value: '1' },
      journalEpoch: 'j1',
      s: 7,
    };
    await conversation().quarantine(item);
    await conversation().quarantine(item);
    expect(await texts()).toEqual(['(quarantined)']);
    expect((await row()).waitingSince).not.toBeNull();
    await conversation().quarantine({ ...item, s: 8 });
    await write('alô?');
    expect(await texts()).toEqual(['(quarantined)', '(quarantined)', 'alô?']);
  });
});
