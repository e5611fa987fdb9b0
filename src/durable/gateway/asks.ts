import type { Asked } from '@oconnector/protocol/api/numbers.ts';
import type { ChannelAsk } from '@oconnector/protocol/link/channel.ts';
import { CHANNEL_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import type { GatewayContext } from './context.ts';
import { dropLink, livingLink, tell } from './link.ts';
import { forgetPairing } from './pairing.ts';

/** Where another QR or code would break what is linked, or knock on a door that WhatsApp closed. */
const NO_NEW_PAIRING: readonly ChannelState[] = ['authenticated', 'syncing', 'ready', 'restricted'];

/** Asks for another QR, or with `phone` for a code to type there. */
export const renewPairing = (context: GatewayContext, phone: string | null): Asked => {
  const state = linkedState(context);
  if (state === null || NO_NEW_PAIRING.includes(state)) return 'not_now';
  return ask(context, { do: 'renew_pairing', phone });
};

/** Has the device log out of its account, if these are the last digits of that account's phone. */
export const logOut = (context: GatewayContext, lastDigits: string): Asked => {
  const account = context.store.account();
  if (linkedState(context) !== 'ready' || account === null) return 'not_now';
  if (!account.phone.endsWith(lastDigits)) return 'wrong_digits';
  return ask(context, { do: 'log_out' });
};

/** The state of a channel that links a device; null of the simulated one, which links none. */
const linkedState = ({ store }: GatewayContext): ChannelState | null => {
  const channel = store.channel();
  return channel === null || channel.channel === 'simulated' ? null : channel.state;
};

/** A person waits for it: it is asked now or not at all. */
const ask = (context: GatewayContext, what: ChannelAsk): Asked => {
  const link = livingLink(context);
  if (link === null) return 'agent_offline';
  if (link.proto < CHANNEL_SINCE_PROTOCOL) return 'agent_too_old';
  if (!tell(link.socket, { t: 'channel', ask: what })) return 'agent_offline';
  context.commit(() => context.journal.append('channel_asked', `lease:${link.lease}`, { do: what.do }));
  return 'told';
};

/** See `GatewayRpc.answerAgent`. */
export const answerAgent = (context: GatewayContext, agentId: string, isOurs: boolean): 'done' | 'gone' => {
  const link = context.store.link();
  if (link === null || link.isRefused || link.botId !== agentId) return 'gone';
  if (!isOurs) dropLink(context, 'unauthorised');
  context.commit(() => {
    const after = context.store.link() ?? link;
    if (!isOurs) {
      context.store.setLink({ ...after, isRefused: true });
      forgetPairing(context);
    }
    context.store.setConfirmedAgent(isOurs ? agentId : null);
    context.journal.append(isOurs ? 'agent_confirmed' : 'agent_refused', `lease:${after.lease}`, { botId: agentId });
    context.outbox.put('status', '');
  });
  return 'done';
};
