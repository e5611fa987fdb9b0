import type { ChannelState, NumberStatus } from '@oconnector/protocol/model/number.ts';
import { ChannelState as States } from '@oconnector/protocol/model/number.ts';
import { describe, expect, it } from 'vitest';
import { agentCommand, grouped, percentOf, stageOf, toneOf } from './guide.ts';

const number = (state: ChannelState | null, more: Partial<NumberStatus> = {}): NumberStatus => ({
  numberId: 'num_a',
  name: 'Loja',
  link: 'online',
  linkSince: 1,
  channel: state === null ? null : { channel: 'whatsapp-web', state, since: 1, detail: null },
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

it('the commands are those of the package: pair with code and server, then run', () => {
  expect(agentCommand('https://loja.example', 'K7QM-4RX2').split('\n')).toEqual([
    'oconnector-bot pair K7QM-4RX2 --server https://loja.example',
    'oconnector-bot run',
  ]);
});
