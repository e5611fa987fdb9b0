import type { Ack } from '@oconnector/protocol/link/ack.ts';
import type { GatewayContext } from '../context.ts';
import { closeFor, type Link } from '../link.ts';
import { push, REPUSH_TIMER } from '../push.ts';
import { isBeyond } from '../session.ts';

/** The agent has stored commands. Claiming one that was never given out means that one side lost its storage. */
export const onAck = (context: GatewayContext, link: Link, { h, sack }: Pick<Ack, 'h' | 'sack'>): void => {
  const { store, timers } = context;
  if (isBeyond(Math.max(h, ...sack.map(([, to]) => to)), store.downNext())) return closeFor(link.socket, 'badCounter');
  const news = context.commit(() => {
    if (!store.acknowledge({ h, ranges: sack })) return false;
    if (store.countUnacknowledged() === 0) timers.clear(REPUSH_TIMER, '');
    return true;
  });
  if (news) push(context);
};
