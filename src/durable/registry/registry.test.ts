import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { registryStub } from '../stubs.ts';

const open = () => registryStub(env, `cli_${crypto.randomUUID()}`);

const snapshot = (name: string, at: number, more: Partial<ObjectSnapshot> = {}): ObjectSnapshot => ({
  class: 'Conversation',
  name,
  label: null,
  state: 'bot',
  sockets: 0,
  outboxDepth: 0,
  oldestOutboxAt: null,
  nextTimerAt: null,
  lastEvent: null,
  errors: 0,
  at,
  ...more,
});

it('lists the last snapshot of each object, newest first', async () => {
  const registry = open();
  await registry.push([snapshot('a', 1), snapshot('b', 2)]);
  await registry.push([snapshot('a', 3, { state: 'human' })]);
  expect(await registry.list()).toEqual([snapshot('a', 3, { state: 'human' }), snapshot('b', 2)]);
});

it('does not let an older push win, and keeps objects of other classes apart', async () => {
  const registry = open();
  await registry.push([snapshot('a', 5, { state: 'new' }), snapshot('a', 5, { class: 'Inbox' })]);
  await registry.push([snapshot('a', 4, { state: 'old' })]);
  expect((await registry.list()).map(({ class: kind, state }) => [kind, state])).toEqual([
    ['Conversation', 'new'],
    ['Inbox', 'bot'],
  ]);
});

it('forgets the longest silent beyond 5,000', async () => {
  const registry = open();
  await registry.push(Array.from({ length: 5_003 }, (_, i) => snapshot(`o${i}`, i)));
  const names = (await registry.list()).map(({ name }) => name);
  expect(names).toHaveLength(5_000);
  expect(names.at(-1)).toBe('o3');
});
