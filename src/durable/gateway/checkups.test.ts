import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installReplacements } from '../conversation/ports.ts';
import { conversationStub, gatewayStub } from '../stubs.ts';
import { CHECKUP_AFTER_MS, CHECKUP_TIMER, noteCheckups } from './checkups.ts';
import type { Gateway } from './gateway.ts';
import { message, openNumber, ScriptedAgent } from './gateway.fixture.ts';

describe('with the real conversation', () => {
  beforeAll(() => installReplacements({ settings: { debounceQuietMs: 60_000, debounceMaxMs: 60_000 } }));
  afterAll(() => installReplacements({}));

  it('P4: the Gateway goes round, and an alarm that a conversation has lost is set again', async () => {
    const clienteId = `cli_${crypto.randomUUID()}`;
    const gateway = gatewayStub(env, clienteId, 'num_loja');
    const raw = gateway as unknown as DurableObjectStub<Gateway>;
    const { webSocket } = await gateway.fetch(
      new Request('http://gateway/link', { headers: { Upgrade: 'websocket' } }),
    );
    if (!webSocket) throw new Error('no socket');
    const agent = new ScriptedAgent(webSocket);
    await agent.hello();
    agent.send({ t: 'up', items: [{ s: 1, message: message('wa-1', '471101', 'Vocês entregam hoje?') }] });
    await agent.frame('ack', ({ h }) => h === 1);

    const contactId = await runInDurableObject(raw, ({ context }) => context.store.dueCheckups(Infinity, 1)[0] ?? '');
    const conversation = conversationStub(env, clienteId, contactId) as unknown as DurableObjectStub;
    const alarm = () => runInDurableObject(conversation, (_, { storage }) => storage.getAlarm());
    const due = await alarm();
    expect(due).not.toBeNull();
    await runInDurableObject(conversation, (_, { storage }) => storage.deleteAlarm());
    expect(await alarm()).toBeNull();

    await runInDurableObject(raw, async ({ context }, { storage }) => {
      storage.sql.exec('UPDATE checkups SET due_at = 0');
      storage.sql.exec('UPDATE timers SET due_at = 0 WHERE kind = ?', CHECKUP_TIMER);
      await context.runTimers();
    });
    await expect.poll(alarm).toBe(due);
  });
});

describe('P4: the round', () => {
  let number: Awaited<ReturnType<typeof openNumber>>;
  beforeEach(async () => {
    number = await openNumber();
    await number.inside((context) => context.commit(() => noteCheckups(context, ['con_ana', 'con_bia'])));
  });
  /** Everybody who is noted is due. */
  const round = async (): Promise<string[]> => {
    number.rec.checkups.length = 0;
    await number.inside((_, { storage }) => void storage.sql.exec('UPDATE checkups SET due_at = 0'));
    await number.ring(CHECKUP_TIMER);
    await expect.poll(() => number.inside(({ store }) => store.dueCheckups(0, 9))).toEqual([]);
    return number.rec.checkups.toSorted();
  };
  const noted = () => number.inside(({ store }) => store.dueCheckups(Infinity, 9).toSorted());

  it('asks whoever was given something, and no more once nothing is waited for', async () => {
    expect(await round()).toEqual(['con_ana', 'con_bia']);
    await expect.poll(noted).toEqual([]);
    expect(await number.inside(({ timers }) => timers.get(CHECKUP_TIMER, ''))).toBeNull();
    expect(await round()).toEqual([]);
  });

  it('asks again after the time of what is waited for, and one that did not answer', async () => {
    const release = Date.now() + 30 * 60_000;
    number.rec.nextTimer = async (contactId) => {
      if (contactId === 'con_bia') throw new Error('away');
      return release;
    };
    expect(await round()).toEqual(['con_ana', 'con_bia']);
    await expect
      .poll(() => number.inside(({ store }) => store.dueCheckups(release + CHECKUP_AFTER_MS - 1, 9)))
      .toEqual(['con_bia']);
    expect(await noted()).toEqual(['con_ana', 'con_bia']);
  });

  it('keeps one that was given something while it was asked', async () => {
    number.rec.nextTimer = async (contactId) => {
      if (contactId === 'con_ana')
        await number.inside(({ store, clock }) => store.setCheckup('con_ana', clock.now() + CHECKUP_AFTER_MS + 1));
      return null;
    };
    await round();
    await expect.poll(noted).toEqual(['con_ana']);
  });
});
