import { describe, expect, it } from 'vitest';
import type { Down } from '@oconnector/protocol/link/down.frame.ts';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { command, openNumber, report } from './gateway.fixture.ts';

const ids = ({ items }: Down) => items.map((item) => item.command.commandId);

describe('a command', () => {
  it('is pushed once, waits for its report, and then the next of its contact goes', async () => {
    const { connect, stub, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const [first, second] = [command(), command()];
    await stub.enqueue([first, second]);
    const down = await agent.frame('down');
    expect(down).toMatchObject({ lease: 1, items: [{ s: 1, command: first }] });
    agent.send({ t: 'ack', h: 1, sack: [] });
    await agent.settle(1);
    expect(agent.heard.filter(({ t }) => t === 'down')).toEqual([]);
    agent.send({ t: 'report', items: [{ r: 7, report: report(first.commandId) }] });
    expect(await agent.frame('reported')).toEqual({ t: 'reported', r: [7] });
    expect(rec.reports).toEqual([report(first.commandId)]);
    expect(ids(await agent.frame('down'))).toEqual([second.commandId]);
  });

  it('enqueued while no agent is there is pushed to the one that comes', async () => {
    const { connect, stub, evict } = await openNumber();
    const waiting = command();
    await stub.enqueue([waiting]);
    expect(await stub.status()).toMatchObject({ pending: 1 });
    await evict();
    const agent = await connect();
    await agent.hello();
    expect(ids(await agent.frame('down'))).toEqual([waiting.commandId]);
  });

  it('that the agent has not stored comes again with the next session, under a new number; a stored one does not', async () => {
    const { connect, stub } = await openNumber();
    const agent = await connect();
    const { gatewayEpoch } = await agent.hello();
    const [stored, lost] = [command({ contactId: 'con_a' }), command({ contactId: 'con_b' })];
    await stub.enqueue([stored, lost]);
    await agent.frame('down');
    const again = await connect();
    const welcome = await again.hello({ gatewayEpoch, downHeld: 1 });
    expect(welcome.downNext).toBe(3);
    expect(await again.frame('down')).toMatchObject({ items: [{ s: 3, command: { commandId: lost.commandId } }] });
    await again.settle(3);
    expect(again.heard.filter(({ t }) => t === 'down')).toEqual([]);
  });

  it.each([
    ['another journal', { journalEpoch: 'j2', gatewayEpoch: null, downHeld: 0 }],
    ['another Gateway', { gatewayEpoch: 'gw_another', downHeld: 1 }],
  ])('that has not ended comes again to an agent with %s', async (_, hello) => {
    const { connect, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const stored = command();
    await stub.enqueue([stored]);
    await agent.frame('down');
    agent.send({ t: 'ack', h: 1, sack: [] });
    await agent.settle(1);
    const again = await connect();
    await again.hello(hello);
    expect(ids(await again.frame('down'))).toEqual([stored.commandId]);
  });

  it('enqueued again is sent again, and stays one command', async () => {
    const { connect, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const once = command();
    await stub.enqueue([once]);
    await agent.frame('down');
    agent.send({ t: 'ack', h: 1, sack: [] });
    await agent.settle(1);
    await stub.enqueue([once]);
    expect(await agent.frame('down')).toMatchObject({ items: [{ s: 1, command: once }] });
    expect(await stub.status()).toMatchObject({ pending: 1 });
  });

  it('whose frame was lost on a living link is sent again under its number', async () => {
    const { connect, stub, inside, ring } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const lost = command();
    await stub.enqueue([lost]);
    await agent.frame('down');
    await inside((_, state) => void state.storage.sql.exec('UPDATE pending SET pushed_at = 1'));
    await ring('repush');
    expect(await agent.frame('down')).toMatchObject({ items: [{ s: 1, command: lost }] });
  });

  it('that the agent cannot read fails, and says so to its conversation', async () => {
    const { connect, stub, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const unreadable = command();
    await stub.enqueue([unreadable]);
    await agent.frame('down');
    agent.send({ t: 'nack', s: 1, code: 'malformed', fatal: true, message: '' });
    await expect
      .poll(() => rec.reports)
      .toMatchObject([{ commandId: unreadable.commandId, state: 'failed', reason: 'refused_by_agent:malformed' }]);
    expect(await stub.status()).toMatchObject({ pending: 0 });
  });

  it('past its time ends here when it never left, and is the agent’s to end when it may have', async () => {
    const { connect, stub, rec, inside } = await openNumber();
    const late = command({ notAfter: 5 });
    await stub.enqueue([late]);
    await expect.poll(() => rec.reports).toMatchObject([{ commandId: late.commandId, state: 'expired' }]);
    const waiting = command({ contactId: 'con_b', notAfter: Date.now() + 60_000 });
    await stub.enqueue([waiting]);
    await inside((_, state) => void state.storage.sql.exec('UPDATE pending SET not_after = 5'));
    const agent = await connect();
    await agent.hello();
    await expect
      .poll(() => rec.reports.map(({ commandId, state }) => [commandId, state]))
      .toContainEqual([waiting.commandId, 'expired']);
    const pushed = command({ contactId: 'con_c', notAfter: Date.now() + 60_000 });
    await stub.enqueue([pushed]);
    await agent.frame('down');
    await inside((_, state) => void state.storage.sql.exec('UPDATE pending SET not_after = 5'));
    const again = await connect();
    await again.hello({ boot: 'boot-2' });
    expect(ids(await again.frame('down'))).toEqual([pushed.commandId]);
  });
});

it('at most 16 are unacknowledged on a link', async () => {
  const { connect, stub } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await stub.enqueue(Array.from({ length: 40 }, (_, i) => command({ contactId: `con_${i}` })));
  const first = await agent.frame('down');
  expect(first.items).toHaveLength(16);
  await agent.settle(0);
  expect(agent.heard.filter(({ t }) => t === 'down')).toEqual([]);
  agent.send({ t: 'ack', h: 0, sack: [[1, 4]] });
  expect((await agent.frame('down')).items.map(({ s }) => s)).toEqual([17, 18, 19, 20]);
});

it('cuts frames so that the agent will read them', async () => {
  const { connect, stub } = await openNumber();
  const agent = await connect();
  await agent.hello();
  const text = '\ud800'.repeat(65_536);
  await stub.enqueue([1, 2, 3].map((i) => command({ contactId: `con_${i}`, content: { type: 'text', text } })));
  for (const s of [1, 2, 3])
    expect(await agent.frame('down')).toMatchObject({ items: [{ s, command: { content: { text } } }] });
});

it('a report its conversation did not take is not confirmed, and the command stays', async () => {
  const { connect, stub, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  const [bad, good] = [command({ contactId: 'con_bad' }), command({ contactId: 'con_good' })];
  await stub.enqueue([bad, good]);
  await agent.frame('down');
  rec.beforeReport = async ([first]) => {
    if (first?.contactId === 'con_bad') throw new Error('not now');
  };
  const frame = {
    t: 'report' as const,
    items: [
      { r: 1, report: report(bad.commandId, 'accepted', 'con_bad') },
      { r: 2, report: report(good.commandId, 'accepted', 'con_good') },
    ],
  };
  agent.send(frame);
  expect(await agent.frame('reported')).toEqual({ t: 'reported', r: [2] });
  expect(await stub.status()).toMatchObject({ pending: 1 });
  rec.beforeReport = async () => {};
  agent.send(frame);
  expect(await agent.frame('reported')).toEqual({ t: 'reported', r: [1, 2] });
  expect(await stub.status()).toMatchObject({ pending: 0 });
});

describe('a fence', () => {
  it('is told in the welcome to a journal that is not known to have it, and to one with commands it may hit', async () => {
    const { connect, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await stub.cancel({ contactId: 'con_had', minGeneration: 2 });
    agent.send({ t: 'fenced', contactId: 'con_had', minGeneration: 2, inFlight: [] });
    await stub.cancel({ contactId: 'con_open', minGeneration: 3 });
    await agent.settle();
    const fences = async (journalEpoch: string) =>
      (await (await connect()).hello({ journalEpoch })).fences.map(({ contactId }) => contactId);
    expect(await fences('j1')).toEqual(['con_open']);
    expect(await fences('j2')).toEqual(['con_had', 'con_open']);
    await stub.enqueue([command({ contactId: 'con_had', class: 'human' })]);
    expect(await fences('j1')).toEqual(['con_had', 'con_open']);
    await stub.cancel({ contactId: 'con_had', minGeneration: 4 });
    expect(await fences('j1')).toEqual(['con_had', 'con_open']);
  });

  it('of ten thousand contacts comes in frames that can be read, all before the first command', async () => {
    const { connect, stub, inside } = await openNumber();
    await inside((context) =>
      context.commit(() => {
        for (let i = 0; i < 10_000; i++)
          context.store.raise(
            { contactId: `con_${String(i).padStart(24, '0')}`, minGeneration: 2 },
            context.clock.now(),
          );
      }),
    );
    const busy = `con_${'9999'.padStart(24, '0')}`;
    await stub.enqueue([command({ contactId: busy, class: 'human' })]);
    const agent = await connect();
    const welcome = await agent.hello();
    expect(JSON.stringify(welcome).length).toBeLessThan(MAX_LINK_FRAME_BYTES);
    expect(welcome.fences[0]?.contactId).toBe(busy);
    await agent.until(() => agent.heard.find(({ t }) => t === 'down'));
    const before = agent.heard.slice(
      0,
      agent.heard.findIndex(({ t }) => t === 'down'),
    );
    const told = before.flatMap((frame) => (frame.t === 'cancel' ? [frame.fences] : []));
    expect(Math.max(...told.map(({ length }) => length))).toBeLessThanOrEqual(100);
    expect(new Set([...welcome.fences, ...told.flat()].map(({ contactId }) => contactId)).size).toBe(10_000);
  });

  it('drops what has not left, keeps what may have, never touches what a person typed, and tells the agent', async () => {
    const { connect, stub, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const pushed = command({ generation: 1 });
    await stub.enqueue([pushed]);
    await agent.frame('down');
    const [waiting, oldNotice] = [command({ generation: 1 }), command({ generation: 1, class: 'notice' })];
    const [typed, newNotice] = [
      command({ generation: 1, class: 'human' }),
      command({ generation: 2, class: 'notice' }),
    ];
    await stub.enqueue([waiting, oldNotice, typed, newNotice]);
    const { dropped, agent: told } = await stub.cancel({ contactId: 'con_ana', minGeneration: 2 });
    expect(new Set(dropped)).toEqual(new Set([waiting.commandId, oldNotice.commandId]));
    expect(told).toBe('told');
    expect(await agent.frame('cancel')).toEqual({ t: 'cancel', fences: [{ contactId: 'con_ana', minGeneration: 2 }] });
    await expect
      .poll(() => rec.reports.map(({ commandId, state }) => `${commandId} ${state}`).toSorted())
      .toEqual(dropped.map((id) => `${id} cancelled`).toSorted());
    expect(await stub.status()).toMatchObject({ pending: 3 });
    agent.send({ t: 'report', items: [{ r: 1, report: report(pushed.commandId, 'cancelled') }] });
    expect(ids(await agent.frame('down'))).toEqual([typed.commandId]);
  });

  it('confirmed by the agent is confirmed to the conversation, once', async () => {
    const { connect, stub, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await stub.cancel({ contactId: 'con_ana', minGeneration: 3 });
    await agent.frame('cancel');
    const inFlight = [crypto.randomUUID()];
    for (let i = 0; i < 2; i++) agent.send({ t: 'fenced', contactId: 'con_ana', minGeneration: 3, inFlight });
    agent.send({ t: 'fenced', contactId: 'con_stranger', minGeneration: 3, inFlight: [] });
    await expect.poll(() => rec.fenced).toEqual([{ contactId: 'con_ana', generation: 3, inFlight }]);
    await agent.settle();
    expect((await stub.inspect()).timers.filter(({ kind }) => kind === 'fence')).toEqual([]);
  });

  it('raised while no agent is there comes with the next welcome, and no older reply goes before it', async () => {
    const { connect, stub, rec } = await openNumber();
    const old = command({ generation: 4 });
    await stub.enqueue([old]);
    expect(await stub.cancel({ contactId: 'con_ana', minGeneration: 5 })).toEqual({
      dropped: [old.commandId],
      agent: 'offline',
    });
    await stub.cancel({ contactId: 'con_ana', minGeneration: 3 });
    const late = command({ generation: 4 });
    await stub.enqueue([late]);
    await expect
      .poll(() => rec.reports.map(({ commandId, state }) => [commandId, state]))
      .toContainEqual([late.commandId, 'cancelled']);
    const agent = await connect();
    expect((await agent.hello()).fences).toEqual([{ contactId: 'con_ana', minGeneration: 5 }]);
    await agent.settle();
    expect(agent.heard.filter(({ t }) => t === 'down')).toEqual([]);
  });

  it('that was lost on the way is told again', async () => {
    const { connect, stub, ring } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await stub.cancel({ contactId: 'con_ana', minGeneration: 2 });
    await agent.frame('cancel');
    await ring('fence');
    expect(await agent.frame('cancel')).toMatchObject({ fences: [{ minGeneration: 2 }] });
  });

  it('C3 is not confirmed by an agent while the one that lost the lease to it may still send', async () => {
    const { connect, stub, rec, inside, ring } = await openNumber();
    await (await connect()).hello({ journalEpoch: 'j1' });
    await stub.cancel({ contactId: 'con_ana', minGeneration: 2 });
    const second = await connect();
    await second.hello({ botId: 'bot-2', journalEpoch: 'j2' });
    second.send({ t: 'fenced', contactId: 'con_ana', minGeneration: 2, inFlight: [] });
    await second.settle();
    expect(rec.fenced).toEqual([]);
    await inside((context) => context.store.setFormerSendsUntil(context.clock.now()));
    await ring('fence');
    expect(await second.frame('cancel')).toMatchObject({ fences: [{ minGeneration: 2 }] });
    second.send({ t: 'fenced', contactId: 'con_ana', minGeneration: 2, inFlight: [] });
    await expect.poll(() => rec.fenced).toEqual([{ contactId: 'con_ana', generation: 2, inFlight: [] }]);
  });

  it('that a welcome told is told again when the answer to that was lost', async () => {
    const { connect, stub, ring } = await openNumber();
    await stub.cancel({ contactId: 'con_ana', minGeneration: 2 });
    const agent = await connect();
    expect((await agent.hello()).fences).toMatchObject([{ contactId: 'con_ana', minGeneration: 2 }]);
    await agent.settle();
    await ring('fence');
    expect(await agent.frame('cancel')).toMatchObject({ fences: [{ minGeneration: 2 }] });
  });

  it('is confirmed also when the conversation is away at first, and others are not held back', async () => {
    const { connect, stub, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    let away = true;
    await inside((context) => {
      const { conversation } = context.ports;
      context.ports.conversation = (contactId) => {
        if (away && contactId === 'con_away') throw new Error('away');
        return conversation(contactId);
      };
    });
    for (const contactId of ['con_away', 'con_here']) {
      await stub.cancel({ contactId, minGeneration: 2 });
      agent.send({ t: 'fenced', contactId, minGeneration: 2, inFlight: [] });
    }
    await expect.poll(() => rec.fenced.map(({ contactId }) => contactId)).toEqual(['con_here']);
    away = false;
    await inside((_, state) => void state.storage.sql.exec('UPDATE outbox SET next_at = 0'));
    await inside((context) => context.outbox.drain());
    expect(rec.fenced.map(({ contactId }) => contactId)).toEqual(['con_here', 'con_away']);
  });
});
