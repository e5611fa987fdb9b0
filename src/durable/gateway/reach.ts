import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import type { NumberAlert, Standing } from '@oconnector/protocol/model/standing.ts';
import type { GatewayContext } from './context.ts';

/** Passing states: the number is on its way, and was where it was before until it arrives. */
const ON_ITS_WAY: readonly Standing[] = ['starting', 'authenticated', 'syncing'] satisfies ChannelState[];

/** How far back the history of a number is kept, and how many stretches of it at most. */
export const HISTORY_MS = 24 * 3_600_000;
const MAX_STRETCHES = 500;

/**
 * Notes how the number stands: in its history of the last day, and in the event log when it drops or is back
 * (`NumberAlert`): one event each, whatever the states in between, so that an alert can be hung on them. Inside a
 * transaction, after link or channel were stored.
 */
export const noteReach = (context: GatewayContext): void => {
  const standing =
    context.store.link()?.state === 'online' ? (context.store.channel()?.state ?? null) : 'agent_offline';
  if (standing === null) return;
  noteStretch(context, standing);
  noteAlert(context, standing);
};

const noteStretch = ({ store, clock }: GatewayContext, standing: Standing): void => {
  if (store.standing() === standing) return;
  const now = clock.now();
  store.addStretch(now, standing);
  store.pruneStretches(now - HISTORY_MS, MAX_STRETCHES);
};

const noteAlert = (context: GatewayContext, standing: Standing): void => {
  const { store, clock, numberId } = context;
  const now = clock.now();
  const before = store.reach();
  const up = standing === 'ready';
  if (before?.up === up) return;
  if (up) {
    store.setReach({ up, since: now });
    if (before === null) return;
    const { since, cause = 'agent_offline' } = before;
    return alert(context, { kind: 'number_back', id: idOf(numberId, now), numberId, cause, awayMs: now - since });
  }
  // What never was up cannot drop.
  if (before === null || ON_ITS_WAY.includes(standing)) return;
  store.setReach({ up, since: now, cause: standing });
  alert(context, { kind: 'number_dropped', id: idOf(numberId, now), numberId, cause: standing, since: now });
};

const idOf = (numberId: string, at: number): string => `${numberId}:${at}`;

/** The one place where an alert is told; whoever delivers them further takes them from here, in the same transaction. */
const alert = ({ journal }: GatewayContext, { kind, ...data }: NumberAlert): void =>
  void journal.append(kind, data.id, data);
