import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import type { GatewayContext } from './context.ts';

/** Passing states: the number is on its way, and was where it was before until it arrives. */
const ON_ITS_WAY: readonly ChannelState[] = ['starting', 'authenticated', 'syncing'];

/**
 * Notes in the event log when a number drops (`number_dropped`, with its cause) and when it is back (`number_back`, with
 * how long it was away): one event each, whatever the states in between, so that an alert can be hung on them. Inside a
 * transaction, after link or channel were stored.
 */
export const noteReach = ({ store, journal, clock }: GatewayContext): void => {
  const now = clock.now();
  const before = store.reach();
  const online = store.link()?.state === 'online';
  const state = store.channel()?.state;
  const up = online && state === 'ready';
  if (before?.up === up) return;
  if (up) {
    store.setReach({ up, since: now });
    if (before !== null) journal.append('number_back', null, { awayMs: now - before.since });
    return;
  }
  // What never was up cannot drop.
  if (before === null || (online && (state === undefined || ON_ITS_WAY.includes(state)))) return;
  store.setReach({ up, since: now });
  journal.append('number_dropped', null, { cause: online ? state : 'agent_offline', since: now });
};
