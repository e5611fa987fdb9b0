import type { ChannelState, NumberStatus } from '@oconnector/protocol/model/number.ts';
import { ChannelState as States } from '@oconnector/protocol/model/number.ts';
import { describe, expect, it } from 'vitest';
import { agentCommand, grouped, percentOf, phoneDigits, stageOf, toneOf } from './guide.ts';

const number = (state: ChannelState | null, more: Partial<NumberStatus> = {}): NumberStatus => ({
  numberId: 'num_a',
  name: 'Loja',
  link: 'online',
  linkSince: 1,
  channel: state === null ? null : { channel: 'whatsapp-web', state, since: 1, detail: null },
  agent: { id: 'bot-1', host: 'pc', version: '0.1.0', confirmed: true },
  pending: 0,
  ...more,
});
const pairing = { kind: 'qr', number: 1, at: 1, expiresAt: 2 } as const;

describe('what the card shows', () => {
  it('is the state of the channel while its agent is there', () => {
    for (const state of States.options.filter((each) => each !== 'qr' && each !== 'pairing_code'))
      expect(stageOf(number(state))).toBe(state);
  });

  it('is never a state that nobody vouches for', () => {
    expect(stageOf(number('ready', { link: 'offline' }))).toBe('agent_offline');
    expect(stageOf(number(null, { link: 'never' }))).toBe('no_agent');
    expect(stageOf(number(null))).toBe('starting');
  });

  it('is a QR only while one is fresh', () => {
    expect(stageOf(number('qr', { pairing }))).toBe('qr');
    expect(stageOf(number('qr'))).toBe('expired');
    expect(stageOf(number('pairing_code'))).toBe('expired');
  });

  it('is a question before any QR while nobody has said that the computer is ours', () => {
    const agent = { id: 'bot-1', host: 'pc', version: '0.1.0', confirmed: false };
    expect(stageOf(number('qr', { pairing, agent }))).toBe('unconfirmed');
    expect(stageOf(number('ready', { agent }))).toBe('ready');
  });

  it('is no pairing where WhatsApp is simulated', () => {
    const channel = { channel: 'simulated', state: 'ready', since: 1, detail: null } as const;
    expect(stageOf(number(null, { channel }))).toBe('simulated');
    expect(stageOf(number(null, { channel, link: 'offline' }))).toBe('agent_offline');
  });

  it('is marked as bad exactly where somebody must act', () => {
    expect(States.options.filter((state) => toneOf(state) === 'bad')).toEqual([
      'passkey',
      'conflict',
      'logged_out',
      'restricted',
      'failed',
    ]);
  });
});

it('progress is read from the words of the agent, and not invented', () => {
  expect(['37 %', '100%', '250 %', 'synced again', null].map(percentOf)).toEqual([37, 100, 100, null, null]);
});

it('a code stands in two groups, whatever else comes as it is', () => {
  expect([grouped('ABCD1234'), grouped('ABC')]).toEqual(['ABCD-1234', 'ABC']);
});

it('the commands are those of the package: pair with code and server, then stay', () => {
  const [origin, code] = ['https://loja.example', 'K7QM-4RX2'];
  expect(agentCommand('terminal', origin, code).split('\n')).toEqual([
    'oconnector-bot pair K7QM-4RX2 --server https://loja.example',
    'oconnector-bot run',
  ]);
  expect(agentCommand('service', origin, code).split('\n')).toEqual([
    'oconnector-bot pair K7QM-4RX2 --server https://loja.example',
    'oconnector-bot install',
  ]);
  expect(agentCommand('docker', origin, code).split('\n')).toEqual([
    'export SERVER_URL=https://loja.example',
    'docker compose run --rm bot pair K7QM-4RX2',
    'docker compose up -d',
  ]);
});

it('a phone is taken as people write it, and nothing else is', () => {
  expect(['+55 11 98765-4321', '(55) 11.98765.4321', '123', '55 11 abc', ''].map(phoneDigits)).toEqual([
    '5511987654321',
    '5511987654321',
    null,
    null,
    null,
  ]);
});
