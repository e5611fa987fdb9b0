import type { Status } from '@oconnector/protocol/link/status.ts';
import type { GatewayContext } from '../context.ts';
import { keepPairing, pairingFrom } from '../pairing.ts';
import { noteReach } from '../reach.ts';

/** Where the channel stands with WhatsApp, and how to link its device. */
export const onStatus = (context: GatewayContext, { status, phones, pairing: told }: Status): void => {
  const { store } = context;
  const pairing = pairingFrom(told, context.clock.now());
  const channelIsKnown = JSON.stringify([store.channel(), store.phones()]) === JSON.stringify([status, phones ?? null]);
  const pairingIsKnown = store.pairing()?.text === pairing?.text;
  const reachIsKnown = (store.reach()?.up ?? false) === (status.state === 'ready');
  if (channelIsKnown && pairingIsKnown && reachIsKnown) return;
  context.commit(() => {
    store.setChannel(status);
    store.setPhones(phones ?? null);
    if (!pairingIsKnown) keepPairing(context, pairing);
    noteReach(context);
    context.outbox.put('status', '');
    if (!channelIsKnown) context.journal.append('channel', null, { channel: status.channel, state: status.state });
  });
};
