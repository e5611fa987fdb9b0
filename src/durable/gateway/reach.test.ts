import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import { NumberAlert } from '@oconnector/protocol/model/standing.ts';
import { describe, expect, it } from 'vitest';
import { message, openNumber, type ScriptedAgent } from './gateway.fixture.ts';

const start = async () => {
  const number = await openNumber();
  const agent = await number.connect();
  await agent.hello();
  const say = async (state: ChannelState, on: ScriptedAgent = agent): Promise<void> => {
    on.send({ t: 'status', status: { channel: 'whatsapp-web', state, since: 1, detail: null } });
    await on.settle();
  };
  /** The alerts, oldest first, each as its schema has it. */
  const alerts = async (): Promise<NumberAlert[]> =>
    (await number.stub.events({ before: null, correlation: null, limit: 100 })).events
      .filter(({ kind }) => kind.startsWith('number_'))
      .map(({ kind, data }) => NumberAlert.parse({ kind, ...(data as object) }))
      .reverse();
  const told = async () => (await alerts()).map(({ kind, cause }) => [kind, cause]);
  /** The clock of the object goes on by so much. */
  const pass = (ms: number) =>
    number.inside((context) => {
      const { clock } = context;
      const now = clock.now.bind(clock);
      clock.now = () => now() + ms;
    });
  const stood = async () => (await number.stub.history()).stretches.map(({ standing }) => standing);
  return { ...number, agent, say, alerts, told, pass, stood };
};

describe('a number that drops', () => {
  it('N3: is one alert with its cause, and one when it is back, whatever comes between', async () => {
    const { say, told, alerts, numberId } = await start();
    await say('qr');
    expect(await told()).toEqual([]);
    await say('ready');
    for (const state of ['syncing', 'logged_out', 'starting', 'qr', 'authenticated'] as const) await say(state);
    expect(await told()).toEqual([['number_dropped', 'logged_out']]);
    await say('ready');
    expect(await told()).toEqual([
      ['number_dropped', 'logged_out'],
      ['number_back', 'logged_out'],
    ]);
    const all = await alerts();
    expect(new Set(all.map(({ id }) => id)).size).toBe(2);
    expect(all.every((each) => each.numberId === numberId)).toBe(true);
  });

  it('has dropped with its agent, and is back when the agent says the same again', async () => {
    const { agent, connect, say, told } = await start();
    await say('ready');
    agent.close();
    await expect.poll(told).toEqual([['number_dropped', 'agent_offline']]);
    const again = await connect();
    await again.hello({ boot: 'boot-2' });
    await say('ready', again);
    expect((await told()).at(-1)).toEqual(['number_back', 'agent_offline']);
  });
});

describe('the history of a day', () => {
  it('has each stretch once, from when it began', async () => {
    const { say, pass, stub, stood, agent } = await start();
    expect(await stood()).toEqual([]);
    await say('qr');
    await pass(1_000);
    await say('qr');
    await say('ready');
    await pass(1_000);
    agent.close();
    await expect.poll(stood).toEqual(['qr', 'ready', 'agent_offline']);
    const { from, to, stretches } = await stub.history();
    expect(to - from).toBe(24 * 3_600_000);
    expect(stretches.every(({ at }, i) => at >= from && at <= to && at > (stretches[i - 1]?.at ?? 0))).toBe(true);
  });

  it('begins with what still held a day ago, and forgets what was over by then', async () => {
    const { say, pass, stub, stood, inside } = await start();
    await say('qr');
    await pass(1_000);
    await say('ready');
    await pass(24 * 3_600_000);
    await say('conflict');
    const { from, stretches } = await stub.history();
    expect(stretches.map(({ standing }) => standing)).toEqual(['ready', 'conflict']);
    expect(stretches[0]?.at).toBe(from);
    await pass(24 * 3_600_000 + 1);
    await say('failed');
    expect(await stood()).toEqual(['conflict', 'failed']);
    expect(await inside((context) => context.store.stretches().length)).toBe(2);
  });

  it('N4: is bounded, however often the number comes and goes', async () => {
    const { say, pass, inside } = await start();
    await say('ready');
    await inside((context) => {
      const from = context.clock.now() - 10_000;
      for (let i = 1; i <= 600; i++) context.store.addStretch(from + i, i % 2 ? 'failed' : 'ready');
    });
    await pass(1_000);
    await say('conflict');
    const kept = await inside((context) => context.store.stretches());
    expect(kept).toHaveLength(500);
    expect(kept.at(-1)?.standing).toBe('conflict');
  });

  it('N4: counts what contacts wrote while the number was away, once each', async () => {
    const { say, pass, agent, stub, inside } = await start();
    await say('ready');
    await pass(60_000);
    await say('conflict');
    const away = await inside((context) => context.clock.now());
    await pass(60_000);
    await say('ready');
    const up = (s: number, more: object) => ({ s, message: { ...message(`wa-${s}`), ...more } });
    agent.send({
      t: 'up',
      items: [
        up(1, { sentAt: away + 1_000, old: true }),
        up(2, { sentAt: away + 2_000, old: true }),
        up(3, { sentAt: away + 3_000, fromMe: true, old: true }),
        up(4, { sentAt: away - 1_000, old: true }),
        up(5, { sentAt: away + 120_000 }),
      ],
    });
    await agent.frame('ack', ({ h }) => h === 5);
    const { stretches } = await stub.history();
    expect(stretches.map(({ standing, missed }) => [standing, missed])).toEqual([
      ['ready', 0],
      ['conflict', 2],
      ['ready', 0],
    ]);
  });
});
