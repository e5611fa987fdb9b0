import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import { describe, expect, it } from 'vitest';
import { openNumber, type ScriptedAgent } from './gateway.fixture.ts';

type Told = Extract<UpFrame, { t: 'status' }>;

const status = (state: ChannelState, more: Partial<Told> = {}): Told => ({
  t: 'status',
  status: { channel: 'whatsapp-web', state, since: 1, detail: null },
  ...more,
});
const LOJA = { account: { name: 'Loja', phone: '5511987654321' } };

const start = async (hello: Parameters<ScriptedAgent['hello']>[0] = {}) => {
  const number = await openNumber();
  const agent = await number.connect();
  await agent.hello(hello);
  const say = async (frame: Told): Promise<void> => {
    agent.send(frame);
    await agent.settle();
  };
  const kinds = async () =>
    (await number.stub.events({ before: null, correlation: null, limit: 100 })).events.map(({ kind }) => kind);
  return { ...number, agent, say, kinds };
};

describe('another QR or code', () => {
  it.each(['qr', 'pairing_code', 'conflict', 'failed', 'logged_out', 'passkey'] as const)(
    'is asked of an agent whose channel is %s, with the phone where one is given',
    async (state) => {
      const { stub, agent, say, kinds } = await start();
      await say(status(state));
      expect(await stub.renewPairing('5511987654321')).toBe('told');
      expect(await agent.frame('channel')).toMatchObject({ ask: { do: 'renew_pairing', phone: '5511987654321' } });
      expect(await stub.renewPairing(null)).toBe('told');
      expect(await agent.frame('channel')).toMatchObject({ ask: { do: 'renew_pairing', phone: null } });
      expect((await kinds()).filter((kind) => kind === 'channel_asked')).toHaveLength(2);
    },
  );

  it.each(['authenticated', 'syncing', 'ready', 'restricted'] as const)(
    'N2: is not asked while it is %s',
    async (state) => {
      const { stub, agent, say } = await start();
      await say(status(state));
      expect(await stub.renewPairing(null)).toBe('not_now');
      await agent.settle();
      expect(agent.heard).toEqual([]);
    },
  );

  it('N2: is asked of nobody who is away, or too old to know', async () => {
    const gone = await start();
    await gone.say(status('qr'));
    gone.agent.close();
    await expect.poll(() => gone.stub.renewPairing(null)).toBe('agent_offline');
    const old = await start({ proto: 5 });
    await old.say(status('qr'));
    expect(await old.stub.renewPairing(null)).toBe('agent_too_old');
  });
});

describe('logging out', () => {
  it('asks for the last digits of the phone that is linked, which is never told in full', async () => {
    const { stub, agent, say, rec } = await start();
    await say(status('ready', LOJA));
    expect((await stub.status()).account).toEqual({ name: 'Loja', phone: '+55 11 •••••-4321' });
    expect(JSON.stringify([rec.statuses, await stub.inspect()])).not.toContain('5511987654321');
    expect(await stub.logOut('4322')).toBe('wrong_digits');
    expect(await stub.logOut('4321')).toBe('told');
    expect(await agent.frame('channel')).toEqual({ t: 'channel', ask: { do: 'log_out' } });
    await agent.settle();
    expect(agent.heard).toEqual([]);
  });

  it('is not asked of a device that is not ready, of a simulated one, or of an account that is not known', async () => {
    const { stub, say } = await start();
    await say(status('ready'));
    expect(await stub.logOut('4321')).toBe('not_now');
    await say(status('syncing', LOJA));
    expect(await stub.logOut('4321')).toBe('not_now');
    await say({ t: 'status', status: { channel: 'simulated', state: 'ready', since: 1, detail: null } });
    expect([await stub.logOut('4321'), await stub.renewPairing(null)]).toEqual(['not_now', 'not_now']);
  });

  it('leaves no account, and until then a restart of the browser forgets none', async () => {
    const { stub, say } = await start();
    await say(status('ready', LOJA));
    await say(status('starting'));
    expect((await stub.status()).account?.name).toBe('Loja');
    await say(status('logged_out'));
    expect(await stub.status()).not.toHaveProperty('account');
  });
});

describe('an agent that an owner does not know', () => {
  it('loses the link, and the number is as one that never had an agent', async () => {
    const { stub, agent, say } = await start();
    await say(status('qr', { pairing: { kind: 'qr', text: 'secret', number: 1, ageMs: 0 } }));
    expect(await stub.answerAgent('bot-1', false)).toBe('done');
    expect(await agent.closed).toMatchObject({ code: 4401 });
    const after = await stub.status();
    expect(after).toMatchObject({ link: 'never' });
    expect(after).not.toHaveProperty('agent');
    expect(await stub.pairing()).toBeNull();
    expect(await stub.answerAgent('bot-1', true)).toBe('gone');
  });

  it('is another than the one that an answer was about: nothing is answered', async () => {
    const { stub, connect } = await start();
    await stub.answerAgent('bot-1', true);
    await (await connect()).hello({ botId: 'bot-2', boot: 'boot-2', journalEpoch: 'j2' });
    expect(await stub.answerAgent('bot-1', false)).toBe('gone');
    expect((await stub.status()).agent).toMatchObject({ id: 'bot-2', confirmed: false });
  });

  it('is confirmed once: it comes back without being asked about again', async () => {
    const { stub, connect, agent } = await start();
    await stub.answerAgent('bot-1', true);
    agent.close();
    await (await connect()).hello({ boot: 'boot-2' });
    expect((await stub.status()).agent).toMatchObject({ id: 'bot-1', host: null, version: null, confirmed: true });
  });
});
