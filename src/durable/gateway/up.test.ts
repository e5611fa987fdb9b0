import { describe, expect, it } from 'vitest';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { items, message, openNumber } from './gateway.fixture.ts';

/** A gate that a conversation waits at until the test opens it. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: () => resolve() };
};

const numbers = (rec: { ingested: { s: number | null }[] }) => rec.ingested.map(({ s }) => s);

describe('an up frame', () => {
  it('D11 is acknowledged once, after its conversations have it', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const stored = gate();
    rec.beforeIngest = () => stored.passed;
    agent.send({ t: 'up', items: items(1, 2, 3) });
    agent.send({ t: 'sync', h: 0 });
    expect(await agent.frame('sync')).toMatchObject({ h: 0 });
    stored.open();
    expect(await agent.frame('ack', ({ h }) => h > 0)).toEqual({ t: 'ack', h: 3, sack: [] });
    expect(rec.batches).toHaveLength(1);
    await agent.settle();
    expect(agent.heard.filter(({ t, ...frame }) => t === 'ack' && 'h' in frame && frame.h > 0)).toEqual([]);
  });

  it('is not acknowledged when its conversation fails, and is taken when it comes again', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    rec.beforeIngest = async () => {
      throw new Error('storage is full');
    };
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('nack')).toMatchObject({ s: 1, code: 'overloaded', fatal: false });
    agent.send({ t: 'sync', h: 0 });
    expect(await agent.frame('sync')).toMatchObject({ h: 0 });
    expect(agent.heard.filter(({ t }) => t === 'ack')).toEqual([]);
    rec.beforeIngest = async () => {};
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 1, sack: [] });
  });

  it('goes to each contact in one call, with one look-up for all of them', async () => {
    const { connect, rec, inside } = await openNumber();
    const lookups: number[] = [];
    await inside((context) => {
      const directory = context.ports.directory;
      context.ports.directory = () => ({
        resolve: async (requests) => {
          lookups.push(requests.length);
          return await directory().resolve(requests);
        },
      });
    });
    const agent = await connect();
    await agent.hello();
    const mixed = [1, 2, 3, 4].map((s) => ({ s, message: message(`wa-${s}`, s % 2 === 0 ? '20002' : '10001') }));
    agent.send({ t: 'up', items: mixed });
    await agent.frame('ack');
    expect(rec.batches.map(({ items: batch }) => batch.map(({ s }) => s))).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(rec.batches[0]).toMatchObject({
      journalEpoch: 'j1',
      replyTo: { kind: 'lid', value: '10001' },
      contact: { name: 'Ana' },
    });
    agent.send({ t: 'up', items: [{ s: 5, message: message('wa-5', '20002') }] });
    await agent.frame('ack');
    expect(lookups).toEqual([2]);
  });

  it('that comes again is acknowledged again and told to nobody', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    for (let i = 0; i < 3; i++) {
      agent.send({ t: 'up', items: items(1, 2) });
      expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 2, sack: [] });
    }
    expect(numbers(rec)).toEqual([1, 2]);
  });

  it('three times at once is told once', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    for (let i = 0; i < 3; i++) agent.send({ t: 'up', items: items(1, 2) });
    await agent.frame('ack', ({ h }) => h === 2);
    await agent.settle();
    expect(numbers(rec)).toEqual([1, 2]);
  });
});

it('resumes by counters: a new session goes on where the last was acknowledged, another journal begins anew', async () => {
  const { connect, rec } = await openNumber();
  const first = await connect();
  await first.hello();
  first.send({ t: 'up', items: items(1, 2, 3) });
  await first.frame('ack');
  const second = await connect();
  expect((await second.hello({ upNext: 6 })).upHeld).toBe(3);
  second.send({ t: 'up', items: items(4, 5) });
  expect(await second.frame('ack')).toMatchObject({ h: 5 });
  const third = await connect();
  expect((await third.hello({ journalEpoch: 'j2' })).upHeld).toBe(0);
  third.send({ t: 'up', items: items(1) });
  expect(await third.frame('ack')).toMatchObject({ h: 1 });
  expect(numbers(rec)).toEqual([1, 2, 3, 4, 5, 1]);
});

it('keeps the counter across an eviction', async () => {
  const { connect, evict, record, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  agent.send({ t: 'up', items: items(1, 2) });
  await agent.frame('ack');
  await evict('close');
  await record();
  const again = await connect();
  expect(await again.hello({ boot: 'boot-2' })).toMatchObject({ lease: 2, upHeld: 2 });
  again.send({ t: 'up', items: items(2, 3) });
  expect(await again.frame('ack')).toMatchObject({ h: 3 });
  expect(numbers(rec)).toEqual([1, 2, 3]);
});

it('one slow contact does not close the window for the others: ranges say what is held above it', async () => {
  const { connect, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  const slow = gate();
  rec.beforeIngest = async ({ items: [first] }) => {
    if (first?.message.contact[0]?.value === '10001') await slow.passed;
  };
  agent.send({
    t: 'up',
    items: [
      { s: 1, message: message('wa-1', '10001') },
      { s: 2, message: message('wa-2', '20002') },
    ],
  });
  agent.send({ t: 'up', items: [{ s: 3, message: message('wa-3', '20002') }] });
  expect(await agent.frame('ack', ({ sack }) => sack[0]?.[0] === 2)).toEqual({ t: 'ack', h: 0, sack: [[2, 3]] });
  slow.open();
  expect(await agent.frame('ack', ({ h }) => h === 3)).toEqual({ t: 'ack', h: 3, sack: [] });
});

describe('order', () => {
  it('of one contact survives 500 messages in interleaving frames', async () => {
    const { connect, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    let lookups = 0;
    await inside((context) => {
      const directory = context.ports.directory;
      // Every second look-up is slow, and each message brings another name, so that none is answered from memory.
      context.ports.directory = () => ({
        resolve: async (requests) => {
          lookups++;
          await scheduler.wait(lookups % 2 === 0 ? 0 : 5);
          return await directory().resolve(requests);
        },
      });
    });
    // Every second call to the conversation is slow, too: without a queue the next one would overtake it.
    rec.beforeIngest = async ({ items: [first] }) => void (await scheduler.wait((first?.s ?? 0) % 2 === 0 ? 0 : 12));
    for (let s = 1; s <= 500; s += 5) {
      agent.send({
        t: 'up',
        items: items(s, s + 1, s + 2, s + 3, s + 4).map((item) => ({
          ...item,
          message: { ...item.message, pushName: `Ana ${s}` },
        })),
      });
    }
    await agent.frame('ack', ({ h }) => h === 500);
    expect(numbers(rec)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    expect(lookups).toBe(100);
  });

  it('waits for a frame that was lost', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    agent.send({ t: 'up', items: items(3, 4) });
    expect(await agent.frame('nack')).toMatchObject({ s: 3, code: 'overloaded', fatal: false });
    agent.send({ t: 'up', items: items(1, 2, 3, 4) });
    expect(await agent.frame('ack')).toMatchObject({ h: 4 });
    expect(numbers(rec)).toEqual([1, 2, 3, 4]);
  });

  it('believes a gap in the end, without claiming to hold it', async () => {
    const { connect, inside, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    for (let round = 1; round <= 4; round++) {
      agent.send({ t: 'up', items: items(3, 4) });
      await agent.frame('nack');
      await inside((context) => context.memory.flows.clear());
    }
    agent.send({ t: 'up', items: items(3, 4) });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 0, sack: [[3, 4]] });
    agent.send({ t: 'up', items: items(5) });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 0, sack: [[3, 5]] });
    agent.send({ t: 'up', items: items(1, 2) });
    expect(await agent.frame('ack', ({ h }) => h > 0)).toEqual({ t: 'ack', h: 5, sack: [] });
    expect(numbers(rec)).toEqual([3, 4, 5, 1, 2]);
  });

  it('asks nobody to wait for what another Gateway has taken', async () => {
    const { connect } = await openNumber();
    const agent = await connect();
    await agent.hello({ gatewayEpoch: 'gw_another', downHeld: 40, upNext: 5_003 });
    agent.send({ t: 'up', items: items(5_001, 5_002) });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 0, sack: [[5_001, 5_002]] });
  });

  it('of a contact holds behind an item that failed, while other contacts go on', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    rec.beforeIngest = async ({ items: batch }) => {
      if (batch.some(({ s }) => s === 1)) throw new Error('not now');
    };
    const frame = [
      { s: 1, message: message('wa-1', '10001') },
      { s: 2, message: message('wa-2', '10001') },
      { s: 3, message: message('wa-3', '20002') },
    ];
    agent.send({ t: 'up', items: frame });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 0, sack: [[3, 3]] });
    expect(await agent.frame('nack')).toMatchObject({ s: 1, code: 'overloaded' });
    agent.send({
      t: 'up',
      items: [
        { s: 4, message: message('wa-4', '10001') },
        { s: 5, message: message('wa-5', '20002') },
      ],
    });
    expect(await agent.frame('ack')).toEqual({
      t: 'ack',
      h: 0,
      sack: [
        [3, 3],
        [5, 5],
      ],
    });
    rec.beforeIngest = async () => {};
    agent.send({ t: 'up', items: [...frame.slice(0, 2), { s: 4, message: message('wa-4', '10001') }] });
    expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 5, sack: [] });
    expect(numbers(rec)).toEqual([3, 5, 1, 2, 4]);
  });
});

describe('an item that fails again and again', () => {
  const other = { s: 3, message: message('wa-3', '20002') };

  it('D19 is set aside with its bytes and counts as held; its contact goes on, and its conversation is told', async () => {
    const { connect, rec, stub, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    rec.beforeIngest = async ({ items: batch }) => {
      if (batch.some(({ message: { waId } }) => waId === 'wa-1')) throw new Error('cannot digest this');
    };
    for (let round = 1; round <= 6; round++) {
      agent.send({ t: 'up', items: [...items(1, 2), other] });
      expect(await agent.frame('nack')).toMatchObject({ s: 1, code: 'overloaded', fatal: false });
      await inside((context) => context.memory.flows.clear());
    }
    await inside((_, state) => void state.storage.sql.exec('UPDATE failures SET first_at = first_at - 600000'));
    agent.heard.length = 0;
    agent.send({ t: 'up', items: items(1, 2) });
    expect(await agent.frame('ack', ({ h }) => h === 3)).toBeTruthy();
    // Told before the ack, which lets the agent delete what it has not set aside.
    expect(agent.heard).toMatchObject([{ t: 'nack', s: 1, code: 'poison', fatal: true }]);
    expect(numbers(rec)).toEqual([3, 2]);
    const letters = await inside((_, state) =>
      state.storage.sql.exec<{ s: number; bytes: string }>('SELECT s, bytes FROM dead_letters').toArray(),
    );
    expect(letters.map(({ s, bytes }) => [s, JSON.parse(bytes)])).toEqual([[1, items(1)[0]]]);
    await expect
      .poll(() => rec.quarantined)
      .toMatchObject([
        {
          journalEpoch: 'j1',
          s: 1,
          numberId: 'num_loja',
          contact: { name: 'Ana' },
          replyTo: { kind: 'lid', value: '10001' },
        },
      ]);

    expect(await stub.requeueDeadLetters()).toEqual({ requeued: 0, kept: 1 });
    rec.beforeIngest = async () => {};
    expect(await stub.requeueDeadLetters()).toEqual({ requeued: 1, kept: 0 });
    expect(rec.batches.at(-1)).toMatchObject({
      journalEpoch: 'j1',
      contact: { name: 'Ana' },
      items: [{ s: 1, message: { waId: 'wa-1', old: true } }],
    });
    expect(await stub.requeueDeadLetters()).toEqual({ requeued: 0, kept: 0 });
  });

  it('D19 is not blamed while its conversation takes nothing at all, however often and long, and is taken afterwards', async () => {
    const { connect, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    rec.beforeIngest = async ({ contact }) => {
      if (contact.aliases.some(({ value }) => value === '10001')) throw new Error('this release cannot open it');
    };
    for (let round = 1; round <= 8; round++) {
      agent.send({ t: 'up', items: [...items(1), other] });
      expect(await agent.frame('nack')).toMatchObject({ s: 1, code: 'overloaded', fatal: false });
      await inside((context, state) => {
        context.memory.flows.clear();
        state.storage.sql.exec('UPDATE failures SET first_at = first_at - 600000');
      });
    }
    rec.beforeIngest = async () => {};
    agent.heard.length = 0;
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('ack')).toMatchObject({ h: 1 });
    expect(numbers(rec)).toEqual([3, 1]);
    const letters = await inside((_, state) => state.storage.sql.exec('SELECT * FROM dead_letters').toArray());
    expect(letters).toEqual([]);
  });

  it('is not blamed for an overloaded platform', async () => {
    const { connect, rec, inside, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    rec.beforeIngest = async () => {
      throw Object.assign(new Error('overloaded'), { overloaded: true });
    };
    for (let round = 1; round <= 7; round++) {
      agent.send({ t: 'up', items: items(1) });
      expect(await agent.frame('nack')).toMatchObject({ code: 'overloaded', fatal: false });
      await inside((context) => context.memory.flows.clear());
    }
    expect((await stub.inspect()).state['deadLetters']).toEqual([]);
  });
});

it('answers whoever has the lease by then, when a frame of the last session ends late', async () => {
  const { connect, rec } = await openNumber();
  const old = await connect();
  await old.hello();
  const stored = gate();
  rec.beforeIngest = () => stored.passed;
  old.send({ t: 'up', items: items(1) });
  const fresh = await connect();
  expect(await fresh.hello({ upNext: 2 })).toMatchObject({ upHeld: 0 });
  fresh.send({ t: 'up', items: items(1) });
  stored.open();
  expect(await fresh.frame('ack', ({ h }) => h === 1)).toBeTruthy();
  expect(numbers(rec)).toEqual([1]);
});

it('drops what comes under an old lease and says so', async () => {
  const { connect, inside, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await inside((context) => context.store.setLease(9));
  agent.send({ t: 'up', items: items(1) });
  expect(await agent.frame('nack')).toMatchObject({ s: null, code: 'stale_lease', fatal: false });
  expect(rec.ingested).toEqual([]);
});

it('tells typing of contacts it remembers, and lets the rest go', async () => {
  const { connect, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  agent.send({ t: 'typing', contact: [{ kind: 'lid', value: '10001' }], on: true });
  agent.send({ t: 'up', items: items(1) });
  await agent.frame('ack');
  agent.send({ t: 'typing', contact: [{ kind: 'lid', value: '10001' }], on: false });
  await expect.poll(() => rec.typings).toEqual([{ contactId: rec.ingested[0]?.contactId, on: false }]);
});

it('an id that comes again with other words is set aside and said so, not lost; what came with it is taken', async () => {
  const { connect, rec, inside } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await inside((context) => {
    const { conversation } = context.ports;
    context.ports.conversation = (contactId) => ({
      ...conversation(contactId),
      ingest: async (batch) =>
        (await conversation(contactId).ingest(batch)).map((result) =>
          result.waId === 'wa-2' ? { ...result, outcome: 'conflict' as const } : result,
        ),
    });
  });
  agent.send({ t: 'up', items: items(1, 2, 3) });
  expect(await agent.frame('nack')).toMatchObject({ s: 2, code: 'poison', fatal: true });
  expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 3, sack: [] });
  const letters = await inside((_, state) =>
    state.storage.sql
      .exec<{ s: number; code: string; bytes: string }>('SELECT s, code, bytes FROM dead_letters')
      .toArray(),
  );
  expect(letters).toEqual([{ s: 2, code: 'conflict', bytes: JSON.stringify(items(2)[0]) }]);
  const { events } = await inside((context) =>
    context.journal.page({ before: null, correlation: rec.ingested[0]?.contactId ?? '', limit: 10 }),
  );
  expect(events).toMatchObject([{ kind: 'conflict', data: { s: 2 } }]);
});

describe('one person under two aliases', () => {
  const of = (s: number, ...contact: UpItem['message']['contact']): UpItem => ({
    s,
    message: { ...message(`wa-${s}`), contact },
  });
  const lid = { kind: 'lid', value: '10001' } as const;
  const phone = { kind: 'phone', value: '+5511922223333' } as const;
  const another = { kind: 'lid', value: '10002' } as const;

  it('is one conversation once a message has named both, whatever was remembered', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    await agent.hello();
    const all = [of(1, lid), of(2, phone, another), of(3, phone, lid), of(4, phone), of(5, lid), of(6, another)];
    for (const item of all) {
      agent.send({ t: 'up', items: [item] });
      await agent.frame('ack', ({ h }) => h === item.s);
    }
    const [first, second, ...rest] = rec.ingested.map(({ contactId }) => contactId);
    expect(second).not.toBe(first);
    expect(rest).toEqual([first, first, first, first]);
  });

  it('M2 is looked up again where a conversation says that it goes on elsewhere; the message comes again and is not lost', async () => {
    const { connect, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    let asked = 0;
    await inside((context) => {
      const { conversation, directory } = context.ports;
      context.ports.directory = () => (asked++, directory());
      context.ports.conversation = (contactId) => ({
        ...conversation(contactId),
        ingest: async (batch) => {
          const results = await conversation(contactId).ingest(batch);
          const isFirst = batch.items.some(({ s }) => s === 2) && asked < 2;
          return isFirst ? results.map((result) => ({ ...result, outcome: 'moved' as const })) : results;
        },
      });
    });
    for (const item of [of(1, lid), of(2, lid)]) agent.send({ t: 'up', items: [item] });
    expect(await agent.frame('nack')).toMatchObject({ s: 2, code: 'overloaded', fatal: false });
    agent.send({ t: 'up', items: [of(2, lid)] });
    await agent.frame('ack', ({ h }) => h === 2);
    expect(asked).toBe(2);
    expect(rec.ingested.map(({ s }) => s)).toEqual([1, 2, 2]);
  });

  it('is asked for again where the Directory leaves an alias with another contact', async () => {
    const { connect, rec, inside } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await inside((context) => {
      const directory = context.ports.directory;
      context.ports.directory = () => ({
        resolve: (requests) =>
          directory().resolve(requests.map((request) => ({ ...request, aliases: request.aliases.slice(0, 1) }))),
      });
    });
    for (const item of [of(1, lid, phone), of(2, phone)]) {
      agent.send({ t: 'up', items: [item] });
      await agent.frame('ack', ({ h }) => h === item.s);
    }
    expect(new Set(rec.ingested.map(({ contactId }) => contactId)).size).toBe(2);
  });
});
