import { describe, expect, it } from 'vitest';
import { LINK_PING, LINK_PONG } from '@oconnector/protocol/link/heartbeat.ts';
import { command, items, openNumber, report } from './gateway.fixture.ts';
import { SILENT_AFTER_MS } from './session.ts';

describe('hello', () => {
  it('gets the lease, the window and where to go on; each one gets a higher lease', async () => {
    const { connect, numberId } = await openNumber();
    const first = await (await connect()).hello();
    expect(first).toMatchObject({
      lease: 1,
      upHeld: 0,
      downNext: 1,
      window: { items: 256, bytes: 1_048_576 },
      numberId,
      fences: [],
    });
    const second = await (await connect()).hello({ boot: 'boot-2' });
    expect(second).toMatchObject({ lease: 2, gatewayEpoch: first.gatewayEpoch });
  });

  it('of another agent closes the first with 4409', async () => {
    const { connect } = await openNumber();
    const old = await connect();
    await old.hello();
    const fresh = await connect();
    await fresh.hello({ botId: 'bot-2', journalEpoch: 'j2' });
    expect(await old.closed).toMatchObject({ code: 4409 });
  });

  it('D20: learns since when the number was its own, so that a lost welcome makes it suspect nobody', async () => {
    const { connect } = await openNumber();
    const hello = async (over: Parameters<Awaited<ReturnType<typeof connect>>['hello']>[0]) => {
      const { lease, yoursSince } = await (await connect()).hello(over);
      return { lease, yoursSince };
    };
    expect(await hello({ journalEpoch: 'j1' })).toEqual({ lease: 1, yoursSince: 1 });
    expect(await hello({ journalEpoch: 'j1', boot: 'boot-2' })).toEqual({ lease: 2, yoursSince: 1 });
    expect(await hello({ journalEpoch: 'j2' })).toEqual({ lease: 3, yoursSince: 3 });
    expect(await hello({ journalEpoch: 'j1' })).toEqual({ lease: 4, yoursSince: 4 });
  });

  it('that comes twice on one socket is one hello: what the agent sends under its first welcome counts', async () => {
    const { connect } = await openNumber();
    const agent = await connect();
    await agent.hello();
    expect((await agent.hello()).lease).toBe(1);
    expect((await agent.hello({ boot: 'boot-2' })).lease).toBe(2);
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('ack')).toMatchObject({ h: 1 });
  });

  it('of an old protocol is closed with 4426', async () => {
    const { connect } = await openNumber();
    const agent = await connect();
    void agent.hello({ proto: 0 });
    expect(await agent.closed).toMatchObject({ code: 4426 });
  });

  it('that claims commands never given out is closed with 4400; so is such an ack or sync', async () => {
    const { connect } = await openNumber();
    const first = await connect();
    const { gatewayEpoch } = await first.hello();
    const liar = await connect();
    void liar.hello({ gatewayEpoch, downHeld: 1 });
    expect(await liar.closed).toMatchObject({ code: 4400 });
    first.send({ t: 'ack', h: 0, sack: [[1, 1]] });
    expect(await first.closed).toMatchObject({ code: 4400 });
    const third = await connect();
    await third.hello();
    third.send({ t: 'sync', h: 7 });
    expect(await third.closed).toMatchObject({ code: 4400 });
  });

  it('must come: a silent socket is closed with 4408, a greeted one stays', async () => {
    const { connect, ring } = await openNumber();
    const silent = await connect();
    const agent = await connect();
    await agent.hello();
    await ring('hello');
    expect(await silent.closed).toMatchObject({ code: 4408 });
    await agent.settle();
  });

  it('comes before anything else: other frames are refused and the socket lives', async () => {
    const { connect, rec } = await openNumber();
    const agent = await connect();
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('nack')).toMatchObject({ s: null, code: 'not_welcomed', fatal: false });
    await agent.hello();
    expect(rec.ingested).toEqual([]);
  });
});

it('a plain request is asked to upgrade', async () => {
  const { stub } = await openNumber();
  expect((await stub.fetch(new Request('http://gateway/link'))).status).toBe(426);
});

it('tells the inbox when the link comes up and when it goes, and says so itself', async () => {
  const { connect, rec, stub, clienteId, numberId } = await openNumber();
  expect(await stub.status()).toMatchObject({ link: 'never', channel: null });
  await stub.register({ clienteId, numberId, name: 'Loja' });
  const agent = await connect();
  await agent.hello();
  expect(await stub.status()).toMatchObject({ link: 'online', name: 'Loja' });
  agent.send({ t: 'status', status: { channel: 'simulated', state: 'ready', since: 5, detail: null } });
  await agent.settle();
  expect(await stub.status()).toMatchObject({ channel: { state: 'ready' } });
  agent.close();
  await agent.closed;
  await expect.poll(async () => (await stub.status()).link).toBe('offline');
  await expect
    .poll(() => rec.statuses.map(({ link, channel }) => [link, channel?.state ?? null]))
    .toEqual(
      expect.arrayContaining([
        ['online', 'ready'],
        ['offline', 'ready'],
      ]),
    );
});

it('a socket of a replaced agent that closes late does not take the new link down', async () => {
  const { connect, stub } = await openNumber();
  const old = await connect();
  await old.hello();
  const fresh = await connect();
  await fresh.hello();
  old.close();
  await old.closed;
  await fresh.settle();
  expect(await stub.status()).toMatchObject({ link: 'online' });
});

it('answers beats without the object, and sleeps with its socket open', async () => {
  const { connect, stub, record, evict } = await openNumber();
  const agent = await connect();
  const { gatewayEpoch } = await agent.hello();
  agent.send({ t: 'up', items: items(1, 2) });
  await agent.frame('ack');
  await evict();
  agent.sendRaw(LINK_PING);
  await agent.until(() => agent.texts.find((text) => text === LINK_PONG));
  await record();
  expect(await stub.status()).toMatchObject({ link: 'online' });
  agent.send({ t: 'sync', h: 0 });
  expect(await agent.frame('sync')).toMatchObject({ h: 2 });
  agent.send({ t: 'up', items: items(3) });
  expect(await agent.frame('ack')).toMatchObject({ h: 3 });
  expect((await stub.inspect()).state).toMatchObject({ lease: 1, gatewayEpoch });
});

it('a link that has been silent too long counts as offline, and work under way takes it down', async () => {
  const { connect, stub, ring, silence } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await stub.enqueue([command()]);
  await agent.frame('down');
  await silence();
  expect(await stub.status()).toMatchObject({ link: 'offline' });
  await ring('repush');
  expect(await agent.closed).toMatchObject({ code: 1001 });
});

describe('a link that dies without a word', () => {
  const watch = (inside: Awaited<ReturnType<typeof openNumber>>['inside']) =>
    inside((context) => (context.timers.get('liveness', '') ?? Infinity) - context.clock.now());

  it('D24 is found 45 s after the last sign of life while it is in use, and the Inbox hears of it', async () => {
    const { connect, rec, inside, ring, silence, stub } = await openNumber();
    const agent = await connect();
    await agent.hello();
    agent.send({ t: 'up', items: items(1) });
    await agent.frame('ack');
    expect(await watch(inside)).toBeLessThanOrEqual(SILENT_AFTER_MS + 1);
    await silence();
    await ring('liveness');
    expect(await agent.closed).toMatchObject({ code: 1001 });
    await expect.poll(() => rec.statuses.at(-1)?.link).toBe('offline');
    expect(await stub.status()).toMatchObject({ link: 'offline' });
    expect(await inside((context) => context.timers.get('liveness', ''))).toBeNull();
  });

  it('D24 is watched closely as long as it beats and something goes over it, and let sleep when nothing does', async () => {
    const { connect, inside, ring } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await agent.settle();
    await ring('liveness');
    expect(await watch(inside)).toBeLessThanOrEqual(SILENT_AFTER_MS + 1);
    await inside((_context, state) => void state.storage.sql.exec('UPDATE events SET at = 1'));
    await ring('liveness');
    expect(await watch(inside)).toBeGreaterThan(120_000);
    agent.send({ t: 'up', items: items(1) });
    await agent.frame('ack');
    expect(await watch(inside)).toBeLessThanOrEqual(SILENT_AFTER_MS + 1);
  });

  it('D24 counts as offline for whoever asks, however idle', async () => {
    const { connect, stub, silence } = await openNumber();
    const agent = await connect();
    await agent.hello();
    await silence();
    expect(await stub.status()).toMatchObject({ link: 'offline' });
  });
});

describe('a look into the history', () => {
  it('D37 goes to the agent at once and is kept nowhere', async () => {
    const { connect, stub } = await openNumber();
    const lost = command({ content: { type: 'text', text: 'chegou?' } });
    expect(await stub.look(lost)).toBe('offline');
    const agent = await connect();
    await agent.hello();
    await agent.settle();
    expect(agent.heard.filter(({ t }) => t === 'look')).toEqual([]);
    expect(await stub.look(lost)).toBe('told');
    expect(await agent.frame('look')).toEqual({ t: 'look', items: [lost] });
    expect(await stub.status()).toMatchObject({ pending: 0 });
  });

  it('D37 is not asked of an agent that does not know it, nor over a dead link', async () => {
    const { connect, stub, silence } = await openNumber();
    const agent = await connect();
    await agent.hello({ proto: 1 });
    expect(await stub.look(command())).toBe('too_old');
    await silence();
    expect(await stub.look(command())).toBe('offline');
    expect(agent.heard.filter(({ t }) => t === 'look')).toEqual([]);
  });
});

it('takes reports from an agent that lost its lease: they are facts', async () => {
  const { connect, stub, rec } = await openNumber();
  const old = await connect();
  await old.hello();
  const sent = command();
  await stub.enqueue([sent]);
  await old.frame('down');
  const fresh = await connect();
  const welcome = fresh.hello({ journalEpoch: 'j2' });
  old.send({ t: 'report', items: [{ r: 1, report: report(sent.commandId) }] });
  await welcome;
  await expect.poll(() => rec.reports.map(({ commandId }) => commandId)).toEqual([sent.commandId]);
  await expect.poll(async () => (await stub.status()).pending).toBe(0);
});

it('lets a revoked agent go', async () => {
  const { connect, stub } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await stub.disconnect();
  expect(await agent.closed).toMatchObject({ code: 4401 });
  expect(await stub.status()).toMatchObject({ link: 'offline' });
});

it('never shows the key of the phones, and signs tokens with it', async () => {
  const { connect, stub } = await openNumber();
  expect(await stub.simulator()).toBeNull();
  const agent = await connect();
  await agent.hello();
  const key = 'k'.repeat(40);
  agent.send({
    t: 'status',
    status: { channel: 'simulated', state: 'ready', since: 1, detail: null },
    phones: { url: 'ws://127.0.0.1:3001', key },
  });
  await agent.settle();
  const simulator = await stub.simulator();
  expect(simulator?.url).toBe('ws://127.0.0.1:3001');
  const [expiry, nonce, mac] = simulator?.token.split('.') ?? [];
  const hmacKey = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(key),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const signature = Uint8Array.from(mac?.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  expect(await crypto.subtle.verify('HMAC', hmacKey, signature, new TextEncoder().encode(`${expiry}.${nonce}`))).toBe(
    true,
  );
  expect(JSON.stringify(await stub.inspect())).not.toContain(key);
  expect(JSON.stringify(await stub.events({ before: null, correlation: null, limit: 100 }))).not.toContain(key);
});
