import type { Status } from '@oconnector/protocol/link/status.ts';
import type { GatewayContext } from '../context.ts';

/** Where the channel stands with WhatsApp. */
export const onStatus = (context: GatewayContext, { status, phones }: Status): void => {
  const { store } = context;
  const known = JSON.stringify([store.channel(), store.phones()]);
  if (known === JSON.stringify([status, phones ?? null])) return;
  context.commit(() => {
    store.setChannel(status);
    store.setPhones(phones ?? null);
    context.outbox.put('status', '');
    context.journal.append('channel', null, { channel: status.channel, state: status.state });
  });
};
