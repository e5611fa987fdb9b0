import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LinkedDevice } from '../src/channel/port.ts';
import { POLICIES, UNGOVERNED } from '../src/policy.ts';
import { poll, startAgent, tempDir, type Running } from './agent.ts';
import { TestGateway } from './gateway.ts';

vi.setConfig({ testTimeout: 30_000 });

let gateway: TestGateway;
let dir: ReturnType<typeof tempDir>;
let agent: Running;

/** A device that remembers what it was asked, and has an account until it is logged out. */
const startDevice = () => {
  const asked: string[] = [];
  let account: ReturnType<LinkedDevice['account']> = { name: 'Loja', phone: '5511987654321' };
  const linkedDevice: LinkedDevice = {
    account: () => account,
    renewPairing: (phone) => void asked.push(`renew ${phone}`),
    logOut: async () => {
      asked.push('log out');
      account = null;
      agent.channel.become('logged_out');
    },
  };
  const policy = { ...UNGOVERNED, circuit: POLICIES.production.circuit };
  agent = startAgent(gateway.url, dir.path, { linkedDevice, policy });
  return asked;
};
const lastStatus = () => gateway.statuses.at(-1);

beforeEach(async () => {
  gateway = await new TestGateway().start();
  dir = tempDir();
});
afterEach(async () => {
  await agent.stop();
  await gateway.stop();
  dir.remove();
});

it('says which computer it is and whose WhatsApp is linked', async () => {
  startDevice();
  await gateway.until(() => lastStatus()?.status.state === 'ready');
  expect(gateway.hellos[0]).toMatchObject({ agent: { host: 'pc-da-loja', version: '1.2.3' } });
  expect(lastStatus()?.account).toEqual({ name: 'Loja', phone: '5511987654321' });
});

it('asks the device for another QR, or for a code to type on a phone', async () => {
  const asked = startDevice();
  await gateway.until(() => gateway.statuses.length > 0);
  gateway.push({ t: 'channel', ask: { do: 'renew_pairing', phone: null } });
  gateway.push({ t: 'channel', ask: { do: 'renew_pairing', phone: '5511987654321' } });
  await poll(() => asked).toEqual(['renew null', 'renew 5511987654321']);
});

it('logs out once asked, tells that it has no account, and does not take it for a warning of WhatsApp', async () => {
  const asked = startDevice();
  await gateway.until(() => lastStatus()?.status.state === 'ready');
  gateway.push({ t: 'channel', ask: { do: 'log_out' } });
  await gateway.until(() => lastStatus()?.status.state === 'logged_out');
  expect(lastStatus()).not.toHaveProperty('account');
  expect(asked).toEqual(['log out']);
  expect(agent.seen.filter(({ event }) => event === 'circuit')).toEqual([]);
  // Not ready any more: there is nothing to log out of.
  gateway.push({ t: 'channel', ask: { do: 'log_out' } });
  await poll(() => agent.seen.filter(({ event }) => event === 'asked').length).toBe(2);
  expect(asked).toEqual(['log out']);
  // The next time nobody asked for it.
  agent.channel.become('ready');
  agent.channel.become('logged_out');
  expect(agent.seen.filter(({ event }) => event === 'circuit')).toHaveLength(1);
});
