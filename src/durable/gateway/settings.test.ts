import { expect, it } from 'vitest';
import { openNumber } from './gateway.fixture.ts';

it('what the cliente chose reaches the agent at once, with every beat, and in the next welcome', async () => {
  const { stub, connect } = await openNumber();
  const agent = await connect();
  expect((await agent.hello()).settings).toEqual({ groups: false });
  await stub.configure({ groups: true });
  expect((await agent.frame('sync')).settings).toEqual({ groups: true });
  agent.send({ t: 'sync', h: 0 });
  expect((await agent.frame('sync')).settings).toEqual({ groups: true });
  const next = await connect();
  expect((await next.hello({ boot: 'boot-2' })).settings).toEqual({ groups: true });
  await stub.configure({ groups: false });
  expect((await next.frame('sync')).settings).toEqual({ groups: false });
});
