import type { Status } from '@oconnector/protocol/link/status.ts';
import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import type { GatewayContext } from '../context.ts';
import { keepPairing, pairingFrom } from '../pairing.ts';
import { noteReach } from '../reach.ts';

/** In these the device is linked to no account; in the others it may only be unable to say which. */
const UNLINKED: readonly ChannelState[] = ['qr', 'pairing_code', 'logged_out'];

/** Where the channel stands with WhatsApp, and how to link its device. */
export const onStatus = (context: GatewayContext, { status, phones, pairing: told, account }: Status): void => {
  const { store } = context;
  const pairing = pairingFrom(told, context.clock.now());
  const channelIsKnown = JSON.stringify([store.channel(), store.phones()]) === JSON.stringify([status, phones ?? null]);
  const pairingIsKnown = store.pairing()?.text === pairing?.text;
  const standingIsKnown = store.standing() === status.state;
  const owner = account ?? (UNLINKED.includes(status.state) ? null : store.account());
  const ownerIsKnown = JSON.stringify(store.account()) === JSON.stringify(owner);
  if (channelIsKnown && pairingIsKnown && standingIsKnown && ownerIsKnown) return;
  context.commit(() => {
    store.setChannel(status);
    store.setPhones(phones ?? null);
    if (!ownerIsKnown) store.setAccount(owner);
    if (!pairingIsKnown) keepPairing(context, pairing);
    noteReach(context);
    context.outbox.put('status', '');
    if (!channelIsKnown) context.journal.append('channel', null, { channel: status.channel, state: status.state });
  });
};
