import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import { describe, expect, it } from 'vitest';
import { openNumber } from './gateway.fixture.ts';

const SECRET = '2@ref-that-links-a-device,key,identity,secret';
type Told = Extract<UpFrame, { t: 'status' }>;

const waiting = (pairing: Partial<NonNullable<Told['pairing']>> | null = {}, state: ChannelState = 'qr'): Told => ({
  t: 'status',
  status: { channel: 'whatsapp-web', state, since: 1, detail: null },
  ...(pairing === null ? {} : { pairing: { kind: 'qr', text: SECRET, number: 1, ageMs: 0, ...pairing } }),
});

const start = async () => {
  const number = await openNumber();
  const agent = await number.connect();
  await agent.hello();
  await number.stub.answerAgent('bot-1', true);
  const say = async (frame: Told): Promise<void> => {
    agent.send(frame);
    await agent.settle();
  };
  const kinds = async () => (await number.stub.events({ before: null, correlation: null, limit: 100 })).events;
  return { ...number, agent, say, kinds };
};

/** Everything the object has on its disk. */
const storedOf = ({ inside }: Awaited<ReturnType<typeof openNumber>>): Promise<string> =>
  inside((_context, { storage }) => {
    const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    return JSON.stringify(
      tables
        .filter(({ name }) => !String(name).startsWith('_cf_'))
        .map(({ name }) => [name, storage.sql.exec(`SELECT * FROM "${String(name)}"`).toArray()]),
    );
  });

describe('what links a device', () => {
  it('is handed out whole, and everybody hears only that there is something', async () => {
    const { stub, say, rec } = await start();
    await say(waiting());
    expect(await stub.pairing()).toMatchObject({ kind: 'qr', text: SECRET, number: 1 });
    const { pairing } = await stub.status();
    expect(pairing).toMatchObject({ kind: 'qr', number: 1 });
    expect(pairing?.expiresAt).toBe((pairing?.at ?? 0) + 70_000);
    await expect.poll(() => rec.statuses.at(-1)?.pairing?.number).toBe(1);
    expect(JSON.stringify([await stub.status(), rec.statuses])).not.toContain(SECRET);
  });

  it('N1: is handed out only once an owner has said that the computer is theirs, and everybody hears that it waits', async () => {
    const number = await openNumber();
    const agent = await number.connect();
    await agent.hello({ agent: { host: 'pc-do-caixa', version: '1.2.3' } });
    agent.send(waiting());
    await agent.settle();
    expect(await number.stub.pairing()).toBeNull();
    expect(await number.stub.status()).toMatchObject({
      agent: { id: 'bot-1', host: 'pc-do-caixa', version: '1.2.3', confirmed: false },
      pairing: { number: 1 },
    });
    expect(await number.stub.answerAgent('bot-1', true)).toBe('done');
    expect(await number.stub.pairing()).toMatchObject({ text: SECRET });
    expect((await number.stub.status()).agent?.confirmed).toBe(true);
  });

  it('is neither in the event log nor in the inspector', async () => {
    const { stub, say, kinds } = await start();
    await say(waiting());
    await say(waiting({ text: `${SECRET}-2`, number: 2 }));
    expect(await stub.pairing()).toMatchObject({ number: 2 });
    expect(JSON.stringify([await stub.inspect(), await kinds()])).not.toContain(SECRET);
    // The state did not change, so the log has one line of it however often the QR does.
    expect((await kinds()).filter(({ kind }) => kind === 'channel')).toHaveLength(1);
  });

  it('outlives the sleep of the object, for the agent does not tell it again', async () => {
    const { stub, say, evict } = await start();
    await say(waiting());
    await evict();
    expect(await stub.pairing()).toMatchObject({ text: SECRET });
  });

  it.each([
    ['the device is linked', (s: Awaited<ReturnType<typeof start>>) => s.say(waiting(null, 'authenticated'))],
    [
      'the agent goes',
      async (s: Awaited<ReturnType<typeof start>>) => {
        s.agent.close();
        await expect.poll(async () => (await s.stub.status()).link).toBe('offline');
      },
    ],
    ['its credential is revoked', (s: Awaited<ReturnType<typeof start>>) => s.stub.disconnect()],
    [
      'nobody replaces it in time',
      async (s: Awaited<ReturnType<typeof start>>) => {
        const now = await s.inside((context) => {
          const at = context.clock.now();
          context.clock.now = () => at + 70_001;
          return at;
        });
        // Before the alarm rings it is already not handed out.
        expect(await s.stub.pairing()).toBeNull();
        await s.ring('pairing');
        await s.inside((context) => void (context.clock.now = () => now));
      },
    ],
  ])('is gone from the disk when %s', async (_when, happens) => {
    const started = await start();
    await started.say(waiting());
    expect(await storedOf(started)).toContain(SECRET);
    await happens(started);
    expect(await started.stub.pairing()).toBeNull();
    expect(await started.stub.status()).not.toHaveProperty('pairing');
    expect(await storedOf(started)).not.toContain(SECRET);
  });

  it('that is old does not become young by a new link', async () => {
    const { stub, say } = await start();
    await say(waiting({ ageMs: 71_000 }));
    expect(await stub.pairing()).toBeNull();
    await say(waiting({ text: `${SECRET}-2`, ageMs: 60_000 }));
    const { at = 0 } = (await stub.pairing()) ?? {};
    expect(Date.now() - at).toBeGreaterThanOrEqual(60_000);
  });

  it('is taken only from the agent that has the lease', async () => {
    const { stub, connect, agent } = await start();
    const second = await connect();
    await second.hello({ botId: 'bot-2', boot: 'boot-2', journalEpoch: 'j2' });
    await agent.closed;
    expect(await stub.pairing()).toBeNull();
    second.send(waiting({ text: 'of the second' }));
    await second.settle();
    await stub.answerAgent('bot-2', true);
    expect(await stub.pairing()).toMatchObject({ text: 'of the second' });
  });

  it('that is no pairing is refused without a trace of it', async () => {
    const { stub, agent, kinds } = await start();
    agent.sendRaw(JSON.stringify({ ...waiting(), pairing: { kind: 'qr', text: SECRET, number: 0, ageMs: 0 } }));
    const nack = await agent.frame('nack');
    expect(nack).toMatchObject({ code: 'malformed', frame: 'status' });
    expect(JSON.stringify([nack, await kinds(), await stub.inspect()])).not.toContain(SECRET);
    expect(await stub.pairing()).toBeNull();
  });
});
