import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../../env.ts';
import { signTicket } from '../../lib/tickets.ts';
import { env } from 'cloudflare:workers';
import { line, openInbox, row } from './inbox.fixture.ts';

const seqs = (events: { seq: number }[]) => events.map(({ seq }) => seq);

const STATUS: NumberStatus = {
  numberId: 'num_loja',
  name: 'Loja',
  link: 'online',
  linkSince: 1,
  channel: null,
  pending: 0,
};

describe('the upgrade', () => {
  it('needs the session that the Worker puts into the header', async () => {
    const { upgrade, session } = openInbox();
    expect((await upgrade('', null)).status).toBe(403);
    expect((await upgrade('', 'nonsense')).status).toBe(403);
    expect((await upgrade('', JSON.stringify(session({ clienteId: 'cli_other' })))).status).toBe(403);
    expect((await upgrade('', JSON.stringify(session({ expiresAt: 5 })))).status).toBe(401);
  });
});

describe('the feed', () => {
  it('numbers changes without gaps and tells each in order', async () => {
    const { stub, connect, list } = openInbox();
    const dashboard = await connect();
    const { epoch, head } = await dashboard.frame('hello');
    expect(head).toBe(0);
    await stub.publish([
      { row: row('con_a', 1), messages: [line(1), line(2)] },
      { row: row('con_b', 1), messages: [] },
    ]);
    await stub.markRead('usr_ana', 'con_a', 1);
    await stub.numberChanged(STATUS, 1);
    const events = await dashboard.eventsUpTo(6);
    expect(seqs(events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.map(({ kind }) => kind)).toEqual([
      'conversation',
      'message',
      'message',
      'conversation',
      'read',
      'number',
    ]);
    expect((await list()).live).toEqual({ epoch, head: 6 });
  });

  it('P1 a telling of a number that was overtaken by a newer one changes nothing', async () => {
    const { stub, connect } = openInbox();
    const dashboard = await connect();
    await dashboard.frame('hello');
    await stub.numberChanged(STATUS, 20);
    await stub.numberChanged({ ...STATUS, link: 'offline' }, 10);
    await stub.numberChanged({ ...STATUS, link: 'offline' }, 30);
    const events = await dashboard.eventsUpTo(2);
    expect(events.map(({ data }) => (data as NumberStatus).link)).toEqual(['online', 'offline']);
  });

  it('tells each publish in one frame', async () => {
    const { stub, connect } = openInbox();
    const dashboard = await connect();
    await dashboard.frame('hello');
    await stub.publish(Array.from({ length: 50 }, (_, i) => ({ row: row(`con_${i}`, 1), messages: [] })));
    expect((await dashboard.frame('events')).events).toHaveLength(50);
  });

  it('P2 is resumed by number: nothing twice, nothing missing', async () => {
    const { stub, connect } = openInbox();
    await stub.publish([{ row: row('con_a', 1), messages: [line(1)] }]);
    const first = await connect();
    const { epoch } = await first.frame('hello');
    first.close();
    await first.closed;
    await stub.publish([{ row: row('con_a', 2), messages: [line(2)] }]);
    const second = await connect({ since: 1, epoch });
    expect(await second.frame('hello')).toMatchObject({ head: 4 });
    expect(seqs(await second.eventsUpTo(4))).toEqual([2, 3, 4]);
    await stub.publish([{ row: row('con_a', 3), messages: [] }]);
    expect(seqs(await second.eventsUpTo(5))).toEqual([5]);
  });

  it('is told to begin anew when the epoch is another one or the number is gone', async () => {
    const { stub, connect, inside } = openInbox();
    await stub.publish([{ row: row('con_a', 1), messages: [line(1), line(2)] }]);
    const stranger = await connect({ since: 1, epoch: 'feed_other' });
    expect(await stranger.frame('reset')).toEqual({ t: 'reset', head: 3 });
    const { epoch } = await stranger.frame('hello');
    await inside((_, state) => void state.storage.sql.exec('DELETE FROM feed WHERE seq <= 2'));
    const late = await connect({ since: 1, epoch });
    expect(await late.frame('reset')).toEqual({ t: 'reset', head: 3 });
    await stub.publish([{ row: row('con_a', 2), messages: [] }]);
    expect(seqs((await late.frame('events')).events)).toEqual([4]);
  });

  it('catches a client up as fast as it acknowledges, however much it missed', async () => {
    const { stub, connect } = openInbox();
    const { epoch } = await (await connect()).frame('hello');
    for (let i = 0; i < 10; i++)
      await stub.publish(Array.from({ length: 100 }, (_, j) => ({ row: row(`con_${j}`, i + 1), messages: [] })));
    const dashboard = await connect({ since: 0, epoch });
    const unread: number[] = [];
    while (unread.length < 256) unread.push(...seqs((await dashboard.frame('events')).events));
    await dashboard.settle();
    expect(dashboard.heard).toHaveLength(1);
    expect(unread).toHaveLength(256);
    dashboard.send({ t: 'ack', seq: 256 });
    expect(seqs(await dashboard.eventsUpTo(1_000))).toEqual(Array.from({ length: 744 }, (_, i) => 257 + i));
    await stub.publish([{ row: row('con_1', 99), messages: [] }]);
    expect(seqs(await dashboard.eventsUpTo(1_001))).toEqual([1_001]);
  });

  it('closes a client that does not acknowledge with 4413, and it can resume', async () => {
    const { stub, connect } = openInbox();
    const dashboard = await connect();
    const { epoch } = await dashboard.frame('hello');
    const good = await connect();
    for (let i = 1; i <= 258; i++) {
      await stub.publish([{ row: row('con_a', i), messages: [] }]);
      good.send({ t: 'ack', seq: i - 1 });
    }
    expect(await dashboard.closed).toMatchObject({ code: 4413 });
    expect(seqs(await good.eventsUpTo(258))).toHaveLength(258);
    const again = await connect({ since: 256, epoch });
    expect(seqs(await again.eventsUpTo(258))).toEqual([257, 258]);
  });

  it('goes on after the object slept', async () => {
    const { stub, connect, evict } = openInbox();
    const dashboard = await connect();
    const { epoch } = await dashboard.frame('hello');
    await stub.publish([{ row: row('con_a', 1), messages: [] }]);
    await dashboard.eventsUpTo(1);
    await dashboard.settle();
    await evict();
    await stub.publish([{ row: row('con_a', 2), messages: [] }]);
    expect(seqs(await dashboard.eventsUpTo(2))).toEqual([2]);
    expect((await (await connect()).frame('hello')).epoch).toBe(epoch);
  });

  it('keeps 5,000 events and the last number', async () => {
    const { stub, inside, connect } = openInbox();
    for (let i = 1; i <= 52; i++)
      await stub.publish(Array.from({ length: 100 }, (_, j) => ({ row: row(`con_${j}`, i), messages: [] })));
    expect(await inside((context) => context.store.feed())).toMatchObject({ head: 5_200, oldest: 201 });
    await inside((_, state) => void state.storage.sql.exec('UPDATE feed SET at = 1'));
    await stub.publish([{ row: row('con_1', 99), messages: [] }]);
    expect(await inside((context) => context.store.feed())).toMatchObject({ head: 5_201, oldest: 5_201 });
    expect((await (await connect()).frame('hello')).head).toBe(5_201);
  });

  it('passes typing on without a number', async () => {
    const { stub, connect } = openInbox();
    const dashboard = await connect();
    await dashboard.frame('hello');
    await stub.typing('con_a', true);
    expect(await dashboard.frame('passing')).toEqual({
      t: 'passing',
      event: { kind: 'typing', data: { contactId: 'con_a', on: true } },
    });
  });
});

it.each([
  ['not JSON', 'x', 'not_json'],
  ['unknown', '{"t":"publish"}', 'unknown_frame'],
  ['malformed', '{"t":"ack","seq":"1"}', 'malformed'],
  ['binary', new ArrayBuffer(3), 'binary'],
  ['too large', 'x'.repeat(70_000), 'too_large'],
  ['ack of the future', '{"t":"ack","seq":7}', 'bad_ack'],
])('a frame that is %s is refused and the socket lives', async (_, raw, code) => {
  const { stub, connect } = openInbox();
  const dashboard = await connect();
  await dashboard.frame('hello');
  dashboard.send(raw);
  expect(await dashboard.frame('refused')).toMatchObject({ code });
  await stub.publish([{ row: row('con_a', 1), messages: [] }]);
  expect(seqs(await dashboard.eventsUpTo(1))).toEqual([1]);
});

describe('a session', () => {
  const ticketFor = async (userId: string, clienteId: string, expiresAt: number, jti: string = crypto.randomUUID()) =>
    (await signTicket({ userId, clienteId, roles: ['agent'], expiresAt, jti }, parseEnv(env).JWT_SECRET, Date.now()))
      .ticket;

  it('that ended 30 s ago closes its socket with 4401', async () => {
    const { connect } = openInbox();
    const dashboard = await connect(null, { expiresAt: Date.now() - 29_900 });
    expect(await dashboard.closed).toMatchObject({ code: 4401 });
  });

  it('that was renewed lives on', async () => {
    const { connect, clienteId, inside } = openInbox();
    const dashboard = await connect(null, { expiresAt: Date.now() + 1_000 });
    const expiresAt = Date.now() + 600_000;
    dashboard.send({ t: 'renew', ticket: await ticketFor('usr_ana', clienteId, expiresAt) });
    expect(await dashboard.frame('renewed')).toEqual({ t: 'renewed', expiresAt });
    await inside(async (context, state) => {
      state.storage.sql.exec("UPDATE timers SET due_at = 0 WHERE kind = 'session'");
      await context.runTimers();
      expect(context.timers.get('session', '')).toBe(expiresAt + 30_000);
    });
    await dashboard.settle();
  });

  it('is not renewed by a ticket that was used, is another user’s or cliente’s, or is none', async () => {
    const { connect, clienteId } = openInbox();
    const dashboard = await connect();
    const later = Date.now() + 600_000;
    const once = await ticketFor('usr_ana', clienteId, later);
    dashboard.send({ t: 'renew', ticket: once });
    await dashboard.frame('renewed');
    for (const ticket of [
      once,
      await ticketFor('usr_bia', clienteId, later),
      await ticketFor('usr_ana', 'cli_other', later),
      'nonsense',
    ]) {
      dashboard.send({ t: 'renew', ticket });
      expect(await dashboard.frame('refused')).toMatchObject({ code: 'unauthorised' });
    }
    expect(dashboard.heard.filter(({ t }) => t === 'renewed')).toEqual([]);
  });
});
