import { describe, expect, it } from 'vitest';
import { decideResume, decideTell, type ClientState } from './feed.ts';

describe('a client that comes back', () => {
  const feed = { epoch: 'e', head: 100, oldest: 40 };
  it.each([
    ['with nothing goes on from the head', null, null, { do: 'live' }],
    ['up to date goes on', 100, 'e', { do: 'live' }],
    ['behind gets what it missed', 60, 'e', { do: 'replay', after: 60 }],
    ['just behind the oldest kept gets all of it', 39, 'e', { do: 'replay', after: 39 }],
    ['too far behind begins anew', 38, 'e', { do: 'reset' }],
    ['from the future begins anew', 101, 'e', { do: 'reset' }],
    ['of another epoch begins anew', 100, 'x', { do: 'reset' }],
    ['without an epoch begins anew', 100, null, { do: 'reset' }],
  ])('%s', (_, since, epoch, expected) => expect(decideResume(since, epoch, feed)).toEqual(expected));

  it('to an empty feed begins anew, unless it was empty before', () => {
    const empty = { epoch: 'e', head: 0, oldest: null };
    expect(decideResume(0, 'e', empty)).toEqual({ do: 'live' });
    expect(decideResume(5, 'e', empty)).toEqual({ do: 'reset' });
  });
});

describe('news for a client', () => {
  const client = (more: Partial<ClientState> = {}): ClientState => ({
    sent: 100,
    acked: 100,
    ackedAt: 0,
    catchingUp: false,
    ...more,
  });
  const news = { events: 1, bytes: 1_000, unackedBytes: 0 };
  it.each<[string, ClientState, Partial<typeof news>, number, string]>([
    ['is sent', client(), {}, 0, 'send'],
    ['is sent up to 256 unacknowledged', client({ sent: 355 }), {}, 0, 'send'],
    ['closes one that has not acknowledged 256', client({ sent: 356 }), {}, 0, 'close'],
    ['closes one with more than 1 MiB on the way', client({ sent: 102 }), { unackedBytes: 1_048_577 }, 0, 'close'],
    [
      'that is too much for its credit is fetched as it acknowledges',
      client({ sent: 300 }),
      { events: 90 },
      0,
      'catch_up',
    ],
    ['that is too large for a frame is fetched in parts', client(), { bytes: 300_000 }, 0, 'catch_up'],
    ['waits for one that catches up', client({ sent: 356, catchingUp: true }), {}, 30_000, 'wait'],
    ['closes one that catches up and does not read', client({ sent: 356, catchingUp: true }), {}, 30_001, 'close'],
  ])('%s', (_, state, more, now, expected) => expect(decideTell(state, { ...news, ...more }, now)).toBe(expected));
});
