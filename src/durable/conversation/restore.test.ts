import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import type { RestoredMessage } from '../rpc/conversation.ts';
import { CLIENTE, eventually, NUMBER, scene } from './conversation.fixture.ts';

const HISTORY: RestoredMessage[] = [
  { direction: 'in', waId: 'h1', text: 'oi', at: 1_000 },
  { direction: 'out', text: 'Olá!', at: 2_000, by: { kind: 'bot' }, status: 'read' },
  { direction: 'in', waId: 'h2', text: 'quanto custa?', at: 3_000 },
  {
    direction: 'out',
    text: 'Já vejo',
    at: 4_000,
    by: { kind: 'human', userId: 'usr_ana', name: 'Ana' },
    status: 'failed',
  },
  { direction: 'in', waId: 'h3', text: 'ok', at: 5_000 },
];

const setUp = () => {
  const around = scene(env);
  const restore = (more: { holder?: Holder; status?: 'open' | 'resolved' } = {}) =>
    around.conversation().restore({
      clienteId: CLIENTE,
      numberId: NUMBER,
      contact: around.contact,
      replyTo: { kind: 'phone', value: '+5511910000000' },
      messages: HISTORY,
      holder: more.holder ?? { kind: 'bot' },
      status: more.status ?? 'open',
    });
  return { ...around, restore };
};

describe('restore', () => {
  it('brings a history in as it was, silently, with one publication of its last line', async () => {
    const { restore, row, thread, texts, inbox, assistant, clock, stub, gateway, conversation } = setUp();
    expect(await restore()).toEqual({ restored: true });
    expect(await texts()).toEqual(['oi', 'Olá!', 'quanto custa?', 'Já vejo', 'ok']);
    expect((await thread()).map(({ at }) => at)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(await row()).toMatchObject({
      inboundCount: 3,
      lastSeq: 5,
      lastAt: 5_000,
      waitingSince: 5_000,
      unsettled: 1,
      activity: 'idle',
      preview: { text: 'ok' },
    });
    await eventually(() => expect(inbox.updates.map(({ messages }) => messages.map(({ seq }) => seq))).toEqual([[5]]));
    clock.advance(3_600_000);
    await runDurableObjectAlarm(stub());
    expect([assistant.inputs, gateway.enqueued, gateway.cancels]).toEqual([[], [], []]);
    expect((await conversation().inspect()).timers).toEqual([]);
  });

  it('leaves with a person what a person had, until one decides', async () => {
    const { restore, row, conversation, stub, clock } = setUp();
    await restore({ holder: { kind: 'human', userId: 'usr_ana', name: 'Ana', via: 'dashboard' } });
    expect((await row()).control.releaseAt).toBeNull();
    clock.advance(24 * 3_600_000);
    await runDurableObjectAlarm(stub());
    expect((await row()).control.holder.kind).toBe('human');
    expect((await conversation().inspect()).timers).toEqual([]);
  });

  it('does not touch a conversation that has begun', async () => {
    const { restore, write, texts } = setUp();
    await write('já estou aqui');
    expect(await restore()).toEqual({ restored: false });
    expect(await texts()).toEqual(['já estou aqui']);
  });

  it('is done once', async () => {
    const { restore, row } = setUp();
    await restore();
    const before = await row();
    expect(await restore()).toEqual({ restored: false });
    expect(await row()).toEqual(before);
  });

  it('goes on where the history ended: the next message is answered, with the history in memory', async () => {
    const { restore, write, assistant, clock, stub, texts, row } = setUp();
    await restore({ holder: { kind: 'paused', reason: 'resolved' }, status: 'resolved' });
    expect((await row()).waitingSince).toBeNull();
    await write('voltei');
    clock.advance(4_000);
    await runDurableObjectAlarm(stub());
    await eventually(async () => expect((await texts()).slice(5)).toEqual(['voltei', '(reopened)', 're: voltei']));
    expect(assistant.inputs[0]?.memory.window.map(({ from, text }) => `${from} ${text}`)).toEqual([
      'contact oi',
      'bot Olá!',
      'contact quanto custa?',
      'contact ok',
    ]);
  });
});
