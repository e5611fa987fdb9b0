import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { DeliveryStatus } from '@oconnector/protocol/model/message.ts';
import { ANA, answer, batchOf, eventually, received, reportOf, scene } from './conversation.fixture.ts';
import { advances } from './delivery-status.ts';

const setUp = () => {
  const around = scene(env);
  const ring = () => runDurableObjectAlarm(around.stub());
  const due = async (ms = 4_000) => {
    around.clock.advance(ms);
    await ring();
  };
  const said = (times: number) => eventually(async () => expect(await around.outs()).toHaveLength(times));
  const handed = (times: number) => eventually(() => expect(around.gateway.enqueued).toHaveLength(times));
  /** The bot has answered, and its answer is at the Gateway. */
  const answered = async () => {
    await around.write('oi');
    await due();
    await said(1);
    await handed(1);
    const command = around.gateway.enqueued[0];
    if (command === undefined) throw new Error('nothing was handed over');
    return command;
  };
  const statuses = async () => (await around.outs()).map(({ status }) => status);
  return { ...around, ring, due, said, handed, answered, statuses };
};

describe('the order of statuses', () => {
  const ranks: DeliveryStatus[][] = [
    ['queued'],
    ['dispatched'],
    ['unknown'],
    ['failed', 'cancelled', 'expired'],
    ['accepted'],
    ['delivered'],
    ['read'],
  ];
  const rank = (status: DeliveryStatus): number => ranks.findIndex((one) => one.includes(status));

  it.each(DeliveryStatus.options.flatMap((from) => DeliveryStatus.options.map((to) => [from, to] as const)))(
    '%s to %s',
    (from, to) => {
      expect(advances(from, to)).toBe(rank(to) > rank(from));
    },
  );
});

describe('reports', () => {
  it('move a message on, never back, however they arrive', async () => {
    const { answered, conversation, outs } = setUp();
    const command = await answered();
    for (const state of ['delivered', 'accepted', 'read', 'delivered', 'failed', 'read'] as const)
      await conversation().report([reportOf(command, state, '3EB0AA')]);
    const [message] = await outs();
    expect(message).toMatchObject({ status: 'read', waId: '3EB0AA' });
    expect(Object.keys(message?.statusAt ?? {}).toSorted()).toEqual(['delivered', 'dispatched', 'queued', 'read']);
  });

  it('of another contact or of an unknown command change nothing', async () => {
    const { answered, conversation, statuses } = setUp();
    const command = await answered();
    await conversation().report([
      reportOf({ ...command, contactId: 'con_alheio' }, 'read'),
      reportOf({ ...command, commandId: crypto.randomUUID() }, 'read'),
    ]);
    expect(await statuses()).toEqual(['dispatched']);
  });

  it('of an unknown outcome are shown, free the next message, and give way to proof', async () => {
    const { answered, conversation, handed, row, statuses } = setUp();
    const command = await answered();
    const generation = (await row()).control.generation;
    await conversation().send({ actor: ANA, clientId: crypto.randomUUID(), text: 'sou a Ana', generation });
    expect(await statuses()).toEqual(['dispatched', 'queued']);
    await conversation().report([reportOf(command, 'unknown')]);
    await handed(2);
    expect(await statuses()).toEqual(['unknown', 'dispatched']);
    expect((await row()).unsettled).toBe(1);
    await conversation().report([reportOf(command, 'accepted')]);
    expect((await row()).unsettled).toBe(0);
  });

  it('count what failed, and stop the parts that would come after it', async () => {
    const { write, due, said, handed, assistant, gateway, conversation, row, statuses } = setUp();
    assistant.next(() => answer('', { bubbles: ['um', 'dois', 'três'] }));
    await write('oi');
    await due();
    await said(3);
    await handed(1);
    await conversation().report(gateway.enqueued.map((command) => reportOf(command, 'failed')));
    expect(await statuses()).toEqual(['failed', 'cancelled', 'cancelled']);
    expect((await row()).unsettled).toBe(1);
    expect(gateway.enqueued).toHaveLength(1);
  });

  it('survive that the echo of a command came first, as typed on the phone', async () => {
    const { answered, conversation, contact, outs } = setUp();
    const command = await answered();
    await conversation().ingest(batchOf(contact, [received('re: oi', { waId: '3EB0BB', fromMe: true })]));
    await conversation().report([reportOf(command, 'accepted', '3EB0BB')]);
    expect((await outs()).map(({ status, waId }) => [status, waId])).toEqual([
      ['accepted', null],
      ['accepted', '3EB0BB'],
    ]);
  });

  it('make a later echo of the command a duplicate', async () => {
    const { answered, conversation, contact, row } = setUp();
    const command = await answered();
    await conversation().report([reportOf(command, 'accepted', '3EB0CC')]);
    const [result] = await conversation().ingest(
      batchOf(contact, [received('re: oi', { waId: '3EB0CC', fromMe: true })]),
    );
    expect(result?.outcome).toBe('duplicate');
    expect((await row()).control.holder.kind).toBe('bot');
  });
});

describe('handing over', () => {
  it('D36 repeats the same command while nobody reports', async () => {
    const { answered, due, handed, gateway, conversation } = setUp();
    const command = await answered();
    await due(60_000);
    await handed(2);
    await due(2 * 60_000);
    await handed(3);
    expect(new Set(gateway.enqueued.map(({ commandId }) => commandId))).toEqual(new Set([command.commandId]));
    await conversation().report([reportOf(command, 'accepted')]);
    await due(60_000);
    expect(gateway.enqueued).toHaveLength(3);
    expect((await conversation().inspect()).timers).toEqual([]);
  });

  it('asks less and less often, at most every quarter of an hour, so that an agent that is off wakes nobody each minute', async () => {
    const { answered, conversation, clock, ring } = setUp();
    await answered();
    const asks = async () =>
      (await conversation().events({ before: null, correlation: null, limit: 1_000 })).events.filter(
        ({ kind }) => kind === 'command.asked',
      ).length;
    const minutes: number[] = [];
    for (let minute = 1, known = 0; minute <= 45; minute++) {
      clock.advance(60_000);
      await ring();
      const now = await asks();
      if (now > known) minutes.push(minute);
      known = now;
    }
    expect(minutes).toEqual([1, 3, 7, 15, 30, 45]);
  });

  it('keeps asking about a command whose time is over, for it may have left', async () => {
    const { answered, due, handed, statuses } = setUp();
    await answered();
    await due(20 * 60_000);
    await handed(2);
    expect(await statuses()).toEqual(['dispatched']);
  });

  it('expires what was never handed over in time', async () => {
    const { write, due, said, handed, assistant, statuses, conversation, gateway } = setUp();
    assistant.next(() => answer('', { bubbles: ['um', 'dois'] }));
    await write('oi');
    await due();
    await said(2);
    await handed(1);
    await due(16 * 60_000);
    expect(await statuses()).toEqual(['dispatched', 'expired']);
    await conversation().report([reportOf(gateway.enqueued[0] ?? { commandId: '', contactId: '' }, 'accepted')]);
    expect(await statuses()).toEqual(['accepted', 'expired']);
  });

  it('answers again when a whole reply expired unsent', async () => {
    const { answered, conversation, due, said, texts, statuses, row } = setUp();
    const command = await answered();
    await conversation().report([reportOf(command, 'expired')]);
    expect((await row()).waitingSince).not.toBeNull();
    await due();
    await said(2);
    expect(await texts()).toEqual(['oi', 're: oi', 're: oi']);
    expect(await statuses()).toEqual(['expired', 'dispatched']);
  });

  it('answers again what expired unsent before a later reply that was said', async () => {
    const { answered, write, conversation, due, said, handed, gateway, texts, statuses, row } = setUp();
    const first = await answered();
    await write('e o preço?');
    await due();
    await said(2);
    await conversation().report([reportOf(first, 'expired')]);
    await handed(2);
    await conversation().report(gateway.enqueued.slice(1).map((command) => reportOf(command, 'accepted')));
    expect((await row()).waitingSince).not.toBeNull();
    await due();
    await said(3);
    expect((await texts()).at(-1)).toContain('oi');
    expect(await statuses()).toEqual(['expired', 'accepted', 'dispatched']);
  });

  it('stops answering again what expires every time, and asks for a person instead', async () => {
    const { answered, conversation, due, gateway, outs, row, texts, generation } = setUp();
    await answered();
    for (let i = 0; i < 8; i++) {
      await conversation().report(gateway.enqueued.map((command) => reportOf(command, 'expired')));
      await due();
      await eventually(async () => expect((await conversation().inspect()).outbox).toEqual([]));
    }
    expect(await outs()).toHaveLength(4);
    expect(await row()).toMatchObject({
      control: { holder: { kind: 'paused', reason: 'bot_failed' } },
      waitingSince: expect.any(Number),
    });
    expect(await conversation().why()).toEqual({ because: 'paused', reason: 'bot_failed' });
    expect((await texts()).at(-1)).toBe('(handoff)');
    await conversation().release({ actor: ANA, generation: await generation(), note: null, resolve: false });
    await due();
    await eventually(async () => expect(await outs()).toHaveLength(5));
  });

  it('tries again when the Gateway is away', async () => {
    const { write, due, said, handed, gateway, ring, clock, statuses } = setUp();
    gateway.failing = 2;
    await write('oi');
    await due();
    await said(1);
    expect(await statuses()).toEqual(['dispatched']);
    await eventually(async () => {
      clock.advance(60_000);
      await ring();
      expect(gateway.enqueued.length).toBeGreaterThan(0);
    });
    await handed(gateway.enqueued.length);
  });

  it('raises the fence before it hands over what a takeover has overtaken', async () => {
    const { write, due, said, gateway, conversation, generation, ring, clock } = setUp();
    gateway.failing = 1;
    await write('oi');
    await due();
    await said(1);
    await conversation().takeover({ actor: ANA, generation: await generation(), releaseAfterMs: null });
    const order: string[] = [];
    gateway.onCall = (call) => void order.push(call);
    await eventually(async () => {
      clock.advance(60_000);
      await ring();
      expect(order).toContain('enqueue');
    });
    expect(order.slice(0, order.indexOf('enqueue') + 1).at(-2)).toBe('cancel 2');
  });

  it('says why nothing arrives', async () => {
    const { answered, conversation, gateway, clock } = setUp();
    const command = await answered();
    expect(await conversation().why()).toEqual({ because: 'delivering', since: clock.now(), commands: 1 });
    gateway.link = 'offline';
    expect(await conversation().why()).toEqual({ because: 'number_offline', since: 5, commands: 1 });
    await conversation().report([reportOf(command, 'unknown')]);
    expect(await conversation().why()).toEqual({ because: 'unknown_outcome', commands: 1 });
    await conversation().report([reportOf(command, 'read')]);
    expect(await conversation().why()).toEqual({ because: 'answered', at: clock.now() });
  });
});

describe('the inbox', () => {
  it('is told every line and every status, and rows only grow', async () => {
    const { answered, conversation, inbox, thread } = setUp();
    const command = await answered();
    for (const state of ['accepted', 'delivered', 'read'] as const)
      await conversation().report([reportOf(command, state)]);
    const version = (await conversation().detail())?.row.version;
    await eventually(() => expect(inbox.updates.at(-1)?.row.version).toBe(version));
    const versions = inbox.updates.map(({ row }) => row.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    const seen = new Map(inbox.updates.flatMap(({ messages }) => messages).map((message) => [message.seq, message]));
    expect([...seen.values()].toSorted((a, b) => a.seq - b.seq)).toEqual(await thread());
  });

  it('gets a long backlog in parts, each newer than the last, and everything in the end', async () => {
    const { conversation, contact, inbox, thread, clock, ring } = setUp();
    const { publish } = inbox;
    inbox.publish = async () => {
      throw new Error('away');
    };
    for (let i = 0; i < 3; i++)
      await conversation().ingest(
        batchOf(
          contact,
          Array.from({ length: 60 }, (_, n) => received(`${i}.${n}`, { old: true })),
        ),
      );
    inbox.publish = publish;
    await eventually(async () => {
      clock.advance(60_000);
      await ring();
      expect((await conversation().inspect()).outbox).toEqual([]);
    });
    const versions = inbox.updates.map(({ row }) => row.version);
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
    expect(inbox.updates.length).toBeGreaterThan(3);
    expect(inbox.updates.flatMap(({ messages }) => messages.map(({ seq }) => seq))).toEqual(
      (await thread()).map(({ seq }) => seq),
    );
  });
});
