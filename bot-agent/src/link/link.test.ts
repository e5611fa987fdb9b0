import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandOf, events, poll } from '../../test/agent.ts';
import { TestGateway } from '../../test/gateway.ts';
import { systemClock, systemSleep, type Clock, type Sleep } from '../clock.ts';
import { Unrecoverable } from '../service.ts';
import { Link, Unauthorised, type LinkOwner } from './link.ts';

vi.setConfig({ testTimeout: 30_000 });

let gateway: TestGateway;
let stop: AbortController;
let running: Promise<void>;

/** An owner that keeps its rows in memory and notes what it is asked. */
const ownerOf = (over: Partial<LinkOwner> = {}) => {
  const rows: string[] = [];
  const noted: string[] = [];
  const owner: LinkOwner = {
    hello: () => ({
      botId: 'b',
      boot: 'x',
      journalEpoch: 'j',
      upNext: rows.length + 1,
      gatewayEpoch: null,
      downHeld: 0,
      lease: null,
    }),
    welcomed: () => void noted.push('welcomed'),
    closed: () => void noted.push('closed'),
    rowsAfter: (after, items) =>
      rows.slice(after, after + items).map((text, i) => ({
        bytes: 10,
        item: {
          s: after + i + 1,
          message: {
            waId: text,
            fromMe: false,
            contact: [{ kind: 'phone', value: '+5511987654321' }],
            pushName: null,
            content: { type: 'text', text },
            sentAt: 0,
            old: false,
          },
        },
      })),
    upNext: () => rows.length + 1,
    held: (h) => void noted.push(`held ${h}`),
    configure: ({ groups }) => void noted.push(`groups ${groups}`),
    bury: (s, code) => void noted.push(`bury ${s} ${code}`),
    store: (items) => void noted.push(`store ${items.map((item) => item.s).join()}`),
    fence: (fences) => fences.map((fence) => ({ ...fence, inFlight: [] })),
    reportsAfter: () => [],
    reported: () => {},
    look: () => {},
    channel: () => {},
    renew: () => void noted.push('renew'),
    forget: () => void noted.push('forget'),
    fault: () => void noted.push('fault'),
    ...over,
  };
  return { owner, rows, noted };
};

const run = (owner: LinkOwner, options: { sleep?: Sleep; tickMs?: number; clock?: Clock } = {}) => {
  const { log, seen } = events();
  const link = new Link({
    serverUrl: gateway.url,
    credential: 'c',
    owner,
    clock: options.clock ?? systemClock,
    monotonic: () => performance.now(),
    sleep: options.sleep ?? systemSleep,
    random: () => 0.1,
    log,
    tickMs: options.tickMs ?? 1_000,
  });
  running = link.run(stop.signal);
  running.catch(() => {});
  return { link, seen };
};
const live = (link: Link) => poll(() => link.isLive).toBe(true);

beforeEach(async () => {
  gateway = await new TestGateway().start();
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await running.catch(() => {});
  await gateway.stop();
});

it('D10: sends with the welcome what came into the journal after the hello', async () => {
  gateway.mute.add('welcome');
  const { owner, rows } = ownerOf();
  const { link } = run(owner);
  await gateway.until(() => gateway.hellos.length === 1);
  rows.push('between');
  link.wake();
  const { window, gatewayEpoch } = gateway;
  gateway.push({
    t: 'welcome',
    lease: 1,
    gatewayEpoch,
    upHeld: 0,
    downNext: 1,
    window,
    serverTime: Date.now(),
    numberId: 'num_test',
    fences: [],
  });
  await gateway.until(() => gateway.upFrames.length === 1);
  expect(gateway.upFrames.flatMap(({ items }) => items.map(({ message }) => message.waId))).toEqual(['between']);
});

describe('closing', () => {
  it.each([1000, 1001, 1012, 4408, 4413, 4999])('resumes after %d', async (code) => {
    const { link } = run(ownerOf().owner);
    await live(link);
    gateway.close(code);
    await gateway.until(() => gateway.hellos.length === 2);
  });

  it('resumes after a cut without a word', async () => {
    const { link } = run(ownerOf().owner);
    await live(link);
    gateway.cut();
    await gateway.until(() => gateway.hellos.length === 2);
  });

  it('asks for the server’s time anew when the clock of the machine was set, either way', async () => {
    let step = 0;
    const { link } = run(ownerOf().owner, { tickMs: 20, clock: { now: () => Date.now() + step } });
    await live(link);
    step = 3_600_000;
    await gateway.until(() => gateway.hellos.length === 2);
    await live(link);
    step = -86_400_000;
    await gateway.until(() => gateway.hellos.length === 3);
  });

  it('D20: waits long after another agent took the lease', async () => {
    const waits: number[] = [];
    const hurried: Sleep = (ms, signal) => (waits.push(ms), systemSleep(Math.min(ms, 1_000), signal));
    const { link } = run(ownerOf().owner, { sleep: hurried });
    await live(link);
    gateway.close(4409);
    await gateway.until(() => gateway.hellos.length === 2);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(60_000);
  });

  it.each([
    [4401, 'pairing code'],
    [4426, 'newest version'],
    [4400, 'credential.json'],
    [1009, 'for good'],
  ])('stops for good after %d and says what to do', async (code, words) => {
    const { link } = run(ownerOf().owner);
    await live(link);
    gateway.close(code);
    await expect(running).rejects.toThrow(words);
    await expect(running).rejects.toBeInstanceOf(Unrecoverable);
  });

  it('takes HTTP 401 at the door for a revoked credential', async () => {
    gateway.refuseWith = 401;
    run(ownerOf().owner);
    await expect(running).rejects.toBeInstanceOf(Unauthorised);
  });

  it.each([403, 404, 500, 503])('tries again after HTTP %d', async (status) => {
    gateway.refuseWith = status;
    run(ownerOf().owner);
    await gateway.until(() => true);
    await poll(() => gateway.credentials.length).toBeGreaterThan(1);
    gateway.refuseWith = null;
    await gateway.until(() => gateway.hellos.length === 1);
  });

  it('leaves cleanly when told to stop', async () => {
    const { owner, noted } = ownerOf();
    const { link } = run(owner);
    await live(link);
    stop.abort();
    await running;
    expect(noted.at(-1)).toBe('closed');
  });
});

describe('a peer that misbehaves', () => {
  it('D16: refuses what it cannot read by name, and serves the next frame', async () => {
    const { owner, noted } = ownerOf();
    const { link } = run(owner);
    await live(link);
    for (const junk of [
      '{',
      '[]',
      '{"t":"nonsense"}',
      '{"t":"ack","h":-1}',
      `{"t":"ack","h":0,"sack":${'['.repeat(10_000)}`,
      `"${'x'.repeat(600_000)}"`,
      '{"t":"ack","h":1,"__proto__":{"x":1}}',
    ])
      gateway.push(junk);
    await gateway.until(() => gateway.nacks.length === 7);
    expect(gateway.nacks.map((nack) => nack.code)).toEqual([
      'not_json',
      'malformed',
      'unknown_frame',
      'malformed',
      'not_json',
      'too_large',
      'malformed',
    ]);
    gateway.push({ t: 'down', lease: gateway.lease, items: [{ s: 1, command: commandOf('still served') }] });
    await poll(() => noted).toContain('store 1');
    expect(gateway.hellos).toHaveLength(1);
  });

  it('does no harm by saying everything twice', async () => {
    const { owner, rows, noted } = ownerOf();
    rows.push('a', 'b');
    gateway.onFrame = (frame, self) => {
      if (frame.t === 'up') self.push({ t: 'ack', h: 2, sack: [] });
      return false;
    };
    const { link } = run(owner);
    await live(link);
    await poll(() => noted.filter((note) => note === 'held 2').length).toBe(2);
    gateway.push({ t: 'reported', r: [1, 1, 99] });
    gateway.push({
      t: 'welcome',
      lease: 9,
      gatewayEpoch: 'x',
      upHeld: 0,
      downNext: 1,
      window: { items: 1, bytes: 1 },
      serverTime: 0,
      numberId: 'num_x',
      fences: [],
    });
    rows.push('c');
    link.wake();
    await gateway.until(() => gateway.received.length === 3);
    expect(gateway.texts()).toEqual(['a', 'b', 'c']);
  });

  it('D16: buries what is refused for good, and sends the others', async () => {
    const { owner, rows, noted } = ownerOf();
    rows.push('good', 'bad', 'good too');
    gateway.onFrame = (frame, self) => {
      const bad = frame.t === 'up' && frame.items.find((item) => item.message.waId === 'bad');
      if (bad) self.push({ t: 'nack', s: bad.s, code: 'poison', fatal: true, message: 'no' });
      return false;
    };
    const { link } = run(owner);
    await live(link);
    await poll(() => noted).toContain('bury 2 poison');
    expect(gateway.texts()).toContain('good too');
  });

  it('D22: renews its epoch and comes back when the peer counts further than it sent', async () => {
    const { owner, noted } = ownerOf();
    const { link } = run(owner);
    await live(link);
    gateway.push({ t: 'ack', h: 77, sack: [] });
    await gateway.until(() => gateway.hellos.length === 2);
    expect(noted).toContain('renew');
  });

  it('D32: never acknowledges what it could not store', async () => {
    let broken = true;
    const acks: number[] = [];
    const { owner, noted } = ownerOf({
      store: () => {
        if (broken) throw new Error('disk');
        noted.push('stored');
      },
    });
    gateway.onFrame = (frame) => {
      if (frame.t === 'ack') acks.push(frame.h);
      return false;
    };
    const { link } = run(owner);
    await live(link);
    gateway.enqueue(commandOf('x'));
    await gateway.until(() => gateway.hellos.length === 2);
    expect(acks).toEqual([]);
    broken = false;
    await poll(() => acks).toEqual([1]);
    expect(noted).toContain('fault');
  });

  it('finds a half-open link by itself', async () => {
    const { owner } = ownerOf();
    let now = Date.now();
    gateway.mute.add('pong');
    const { log } = events();
    const link = new Link({
      serverUrl: gateway.url,
      credential: 'c',
      owner,
      clock: { now: () => now },
      monotonic: () => now,
      sleep: systemSleep,
      random: () => 0,
      log,
      tickMs: 5,
    });
    running = link.run(stop.signal);
    await live(link);
    const advance = setInterval(() => (now += 1_000), 5);
    await gateway.until(() => gateway.hellos.length >= 2);
    clearInterval(advance);
    expect(gateway.pings).toBeGreaterThanOrEqual(2);
  });
});
