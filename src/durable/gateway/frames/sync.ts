import type { Sync } from '@oconnector/protocol/link/sync.ts';
import type { GatewayContext } from '../context.ts';
import { tell, watchLiveness, type Link } from '../link.ts';
import { onAck } from './ack.ts';

/** The rare beat that proves the object, not only the link. */
export const onSync = (context: GatewayContext, link: Link, { h }: Sync): void => {
  onAck(context, link, { h, sack: [] });
  context.commit(() => watchLiveness(context));
  context.background(context.checkup());
  tell(link.socket, { t: 'sync', h: context.store.up(link.journalEpoch).held.h, settings: context.store.settings() });
};
