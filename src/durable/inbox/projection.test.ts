import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { openInbox, row } from './inbox.fixture.ts';

const inD1 = async (clienteId: string) => {
  const { results } = await env.DB.prepare(
    'SELECT contact_id, version FROM conversations WHERE cliente_id = ? ORDER BY contact_id',
  )
    .bind(clienteId)
    .all<{ contact_id: string; version: number }>();
  return results.map((found) => [found.contact_id, found.version]);
};

it('rows reach D1 by themselves, the newest version of each', async () => {
  const { stub, clienteId } = openInbox();
  await stub.publish([
    { row: row('con_a', 1), messages: [] },
    { row: row('con_b', 1), messages: [] },
  ]);
  await stub.publish([{ row: row('con_a', 2), messages: [] }]);
  expect(await stub.projection()).toMatchObject({ pending: 2 });
  await expect.poll(() => stub.projection()).toEqual({ pending: 0, lagMs: 0 });
  expect(await inD1(clienteId)).toEqual([
    ['con_a', 2],
    ['con_b', 1],
  ]);
});

it('goes in batches of 50', async () => {
  const { stub, clienteId, inside } = openInbox();
  const sizes: number[] = [];
  await inside((context) => {
    const { project } = context.ports;
    context.ports.project = async (rows) => {
      sizes.push(rows.length);
      await project(rows);
    };
  });
  await stub.publish(Array.from({ length: 120 }, (_, i) => ({ row: row(`con_${i}`, 1), messages: [] })));
  await expect.poll(async () => (await stub.projection()).pending).toBe(0);
  expect(sizes).toEqual([50, 50, 20]);
  expect(await inD1(clienteId)).toHaveLength(120);
});

it('P3 D1 down: the inbox goes on, says how far behind it is, and catches up', async () => {
  const { stub, clienteId, inside, list } = openInbox();
  let calls = 0;
  const { project } = await inside((context) => {
    const ports = { ...context.ports };
    context.ports.project = async () => {
      calls++;
      throw new Error('D1_ERROR: overloaded');
    };
    return ports;
  });
  await stub.publish([{ row: row('con_a', 1), messages: [] }]);
  await expect.poll(() => calls).toBeGreaterThan(0);
  await stub.publish([{ row: row('con_a', 2, { name: 'new' }), messages: [] }]);
  expect((await list()).rows[0]?.row.contact.name).toBe('new');
  const behind = await stub.projection();
  expect(behind.pending).toBe(1);
  expect(behind.lagMs).toBeGreaterThan(0);
  await inside((context) => void (context.ports.project = project));
  await expect.poll(async () => (await stub.projection()).pending).toBe(0);
  expect(await inD1(clienteId)).toEqual([['con_a', 2]]);
  const kinds = (await stub.events({ before: null, correlation: null, limit: 50 })).events.map(({ kind }) => kind);
  expect(kinds).toContain('projection_failed');
  expect(kinds).toContain('projection_caught_up');
});

it('a row that changes while it is being written stays owed', async () => {
  const { stub, clienteId, inside } = openInbox();
  await stub.publish([{ row: row('con_a', 1), messages: [] }]);
  await inside(async (context, state) => {
    const { project } = context.ports;
    context.ports.project = async (rows) => {
      context.ports.project = project;
      await project(rows);
      // What another call would do in the middle of this one.
      context.commit(() => {
        context.store.put(row('con_a', 2));
        context.store.markDirty('con_a', 2, context.clock.now());
      });
    };
    state.storage.sql.exec("UPDATE timers SET due_at = 0 WHERE kind = 'projection'");
    await context.runTimers();
  });
  expect(await stub.projection()).toMatchObject({ pending: 0 });
  expect(await inD1(clienteId)).toEqual([['con_a', 2]]);
});

it('a call that hangs counts as failed, and a late success of it does no harm', async () => {
  const { stub, clienteId, inside } = openInbox();
  await stub.publish([{ row: row('con_a', 1), messages: [] }]);
  const late = await inside(async (context, state) => {
    const { project, deadline } = context.ports;
    const started: (() => Promise<void>)[] = [];
    context.ports.project = (rows) => {
      started.push(() => project(rows));
      return new Promise(() => {});
    };
    context.ports.deadline = () => ({ expired: Promise.reject(new Error('late')), done: () => {} });
    state.storage.sql.exec("UPDATE timers SET due_at = 0 WHERE kind = 'projection'");
    await context.runTimers();
    Object.assign(context.ports, { project, deadline });
    return started;
  });
  expect(late).toHaveLength(1);
  await stub.publish([{ row: row('con_a', 2), messages: [] }]);
  await expect.poll(async () => (await stub.projection()).pending).toBe(0);
  await late[0]?.();
  expect(await inD1(clienteId)).toEqual([['con_a', 2]]);
});
